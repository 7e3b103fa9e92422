-- Where the blocks of the log stand, and what of them is looked for. All of it comes from the log and can be made anew.
create table blocks (
  number integer primary key,
  starts integer not null,
  ends integer not null check (ends > starts),
  hash blob not null check (length(hash) = 32),
  transactions integer not null
) strict;
create index blocks_hash on blocks (hash);
create index blocks_filled on blocks (number) where transactions > 0;

-- Internal blocks by digest; place = number * 65536 + index of the transaction.
create table carried (
  digest blob not null check (length(digest) = 32),
  place integer not null,
  primary key (digest, place)
) strict, without rowid;

-- Blocks that may change the key of the seal.
create table key_blocks (
  number integer primary key
) strict;
