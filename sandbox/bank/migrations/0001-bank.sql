create table orders (
  id text primary key,
  order_id text not null unique,
  state text not null check (state in ('pending', 'succeeded', 'cancelled')),
  amount text not null check (amount glob '[1-9]*'),
  currency text not null,
  purpose text not null,
  return_url text not null,
  paid_at text check ((paid_at is not null) = (state = 'succeeded'))
) strict;
create table events (
  event_id text primary key,
  id text not null references orders (id),
  type text not null,
  occurred_at text not null,
  deliveries integer not null default 0,
  acknowledged integer not null default 0,
  due_ms integer not null
) strict;
create index events_due on events (due_ms) where acknowledged = 0;
