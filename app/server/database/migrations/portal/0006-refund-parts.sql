-- A refund may be more than any one payment: it goes back in parts, each of one payment, by the name that the bank was told. What was paid
-- for an order that failed goes over to the next one of its contract.
create table refund_parts (
  refund_id text primary key,
  order_id text not null references refunds,
  -- The bank's name of the payment whose payer gets it.
  payment_id text not null,
  amount numeric(30) not null check (amount > 0 and amount % 10000000000 = 0),
  -- planned; asked: the bank may have it; pending: it has; disputed: it holds another refund under this name, and is asked no more.
  state text not null check (state in ('planned', 'asked', 'pending', 'settled', 'refused', 'disputed')),
  bank_refund_id text unique check (bank_refund_id is not null or state not in ('pending', 'settled')),
  paid_at bigint check (paid_at is not null or state <> 'settled'),
  failure text check (failure is not null or state not in ('refused', 'disputed'))
);
create index refund_parts_order on refund_parts (order_id);
create index refund_parts_payment on refund_parts (payment_id);
insert into refund_parts
  select order_id, order_id, payment_id, amount,
    case when state = 'initiated' then 'asked' when state = 'recorded' then 'settled' when state <> 'failed' then state
      -- Where the bank holds something else than was asked for, that money is not free.
      when failure like 'BANK_REFUSED%' then 'refused' else 'disputed' end,
    bank_refund_id, paid_at, case state when 'failed' then coalesce(failure, '') end
  from refunds where payment_id is not null;
alter table refunds drop constraint refunds_check3;
alter table refunds drop column bank_refund_id;
alter table refunds drop column payment_id;
update refunds set state = 'initiated' where state = 'pending';
alter table refunds drop constraint refunds_state_check;
alter table refunds add check (state in ('initiated', 'settled', 'recorded', 'failed'));
alter table refunds add check (amount is not null or state = 'failed');
-- The deadlines of an order count from when it was given, not from when the portal read of it.
alter table refunds rename column created_at to ordered_at;
