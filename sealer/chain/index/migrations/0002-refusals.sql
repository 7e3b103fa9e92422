-- What ledgers answered to internal blocks that they refused, below a snapshot: the engine that starts from it cannot execute them again.
-- This comes from the execution and not from the log: made anew, the index has none of it.
create table refusals (
  place integer primary key,
  data blob not null
) strict;

-- How far the blocks below a snapshot were checked, and since when that round lasts (unix seconds).
create table past_mark (
  only integer primary key check (only = 1),
  checked integer not null,
  seal_hash blob not null check (length(seal_hash) = 32),
  began integer not null
) strict;
