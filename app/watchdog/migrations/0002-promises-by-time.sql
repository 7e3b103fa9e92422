-- A promise names the latest time of its block as well; receipts of before bind nobody any more.
drop table promises;
create table promises (
  digest text not null,
  by_block integer not null,
  by_time integer not null,
  receipt text not null,
  state text not null check (state in ('open', 'kept', 'broken', 'void')),
  primary key (digest, by_block, by_time)
) strict;
create index promises_open on promises (by_block) where state = 'open';
