-- Payments may bounce, and money may be given back.
create table orders_next (
  id text primary key,
  order_id text not null unique,
  state text not null check (state in ('pending', 'succeeded', 'cancelled', 'reversed')),
  amount text not null check (amount glob '[1-9]*'),
  currency text not null,
  purpose text not null,
  return_url text not null,
  paid_at text check ((paid_at is not null) = (state in ('succeeded', 'reversed')))
) strict;
insert into orders_next select * from orders;
create table refunds (
  id text primary key,
  refund_id text not null unique,
  payment_id text not null,
  state text not null check (state in ('succeeded', 'refused')),
  amount text not null check (amount glob '[1-9]*'),
  currency text not null,
  purpose text not null,
  paid_at text check ((paid_at is not null) = (state = 'succeeded')),
  reason text check ((reason is not null) = (state = 'refused'))
) strict;
-- What the receiver calls the order, or the refund, goes with the event.
create table events_next (
  event_id text primary key,
  id text not null,
  order_id text not null,
  type text not null,
  occurred_at text not null,
  deliveries integer not null default 0,
  acknowledged integer not null default 0,
  due_ms integer not null
) strict;
insert into events_next
  select e.event_id, e.id, o.order_id, e.type, e.occurred_at, e.deliveries, e.acknowledged, e.due_ms
  from events e join orders o on o.id = e.id order by e.rowid;
drop table events;
drop table orders;
alter table orders_next rename to orders;
alter table events_next rename to events;
create index events_due on events (due_ms) where acknowledged = 0;
