-- A payment that the bank took back after it was recorded: told by the bank, confirmed when asked, recorded as PAYMENT_REVERSED.
alter table payment_orders add column reversal text check (reversal in ('told', 'confirmed', 'recorded'));
create index payment_orders_reversal on payment_orders (created_at) where reversal in ('told', 'confirmed');

-- Events name a refund as well as a payment order.
alter table bank_events drop constraint bank_events_order_id_fkey;

-- What issuers ordered to be given back, by the digest of the REFUND_ORDER: initiated, pending at the bank, settled (paid out), recorded as REFUND, or failed.
create table refunds (
  order_id text primary key,
  amount numeric(30) check (amount > 0 and amount % 10000000000 = 0),
  -- The bank's name of the payment whose payer gets it.
  payment_id text,
  reference_salt text not null,
  state text not null check (state in ('initiated', 'pending', 'settled', 'recorded', 'failed')),
  bank_refund_id text unique check (bank_refund_id is not null or state in ('initiated', 'failed')),
  paid_at bigint check (paid_at is not null or state in ('initiated', 'pending', 'failed')),
  refund_digest text check (refund_digest is not null or state <> 'recorded'),
  failure text,
  created_at bigint not null,
  check ((amount is not null and payment_id is not null) or state = 'failed')
);
create index refunds_open on refunds (created_at) where state in ('initiated', 'pending', 'settled');
