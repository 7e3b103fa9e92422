-- A bank may take money twice for one order.
create table orders_next (
  id text primary key,
  order_id text not null,
  state text not null check (state in ('pending', 'succeeded', 'cancelled', 'reversed')),
  amount text not null check (amount glob '[1-9]*'),
  currency text not null,
  purpose text not null,
  return_url text not null,
  paid_at text check ((paid_at is not null) = (state in ('succeeded', 'reversed')))
) strict;
insert into orders_next select * from orders order by rowid;
drop table orders;
alter table orders_next rename to orders;
create index orders_order on orders (order_id);
