-- Money that the bank took and that is not what an order asked for: the order is a mismatch until whoever runs the portal has decided.
alter table payment_orders drop constraint payment_orders_state_check;
alter table payment_orders add check (state in ('initiated', 'pending', 'settled', 'recorded', 'failed', 'mismatch'));
alter table payment_orders drop constraint payment_orders_check1;
alter table payment_orders add check (paid_at is not null or state in ('initiated', 'pending', 'failed', 'mismatch'));
-- Whether the blinding of its PAYMENT follows from the salt, so that the portal can open the ledger's commitment; not where it was said before.
alter table payment_orders add column opens_by_salt boolean not null default true;
update payment_orders set opens_by_salt = false
  where exists (select 1 from portal_blocks where purpose = 'payment:' || order_id);
create index payment_orders_paid on payment_orders (paid_at);
create index payment_orders_invoice on payment_orders (invoice_id);

-- One row a payment of the bank's. `amount` is in whole minor units of `currency`, as the bank has it.
create table mismatches (
  payment_id text primary key,
  order_id text not null references payment_orders,
  kind text not null,
  amount numeric(30) not null check (amount > 0),
  currency text not null,
  paid_at bigint not null,
  found_at bigint not null,
  -- open; returning: to be given back; asked: the bank may have heard of it; returned; counted: it is the order's payment after all.
  state text not null check (state in ('open', 'returning', 'asked', 'returned', 'counted')),
  -- What the bank is told as the refund's name, of the newest attempt.
  refund_name text unique check (refund_name is not null or state not in ('returning', 'asked')),
  attempts integer not null default 0,
  bank_refund_id text,
  failure text,
  -- By which reference of the bank's it ended, where the portal's operator said so.
  evidence text
);
create index mismatches_open on mismatches (found_at) where state in ('open', 'returning', 'asked');
create index mismatches_order on mismatches (order_id);

-- Payments that the bank told of, by a webhook or its register, and that no open order waits for: it is asked about each.
create table told_payments (
  payment_id text primary key,
  order_id text not null references payment_orders,
  told_at bigint not null
);
