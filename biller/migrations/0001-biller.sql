-- Only what the ledgers show to everybody is kept: ciphertexts and public fields.
create table facts (
  block_number integer not null,
  log_index integer not null,
  digest text not null unique check (length(digest) = 66),
  sender text not null check (length(sender) = 42),
  recipient text not null check (length(recipient) = 42),
  kind integer not null,
  subject text not null check (length(subject) = 66),
  signature text not null,
  data text not null,
  primary key (block_number, log_index)
) strict, without rowid;
create table frames (
  channel text not null check (length(channel) = 66),
  sequence integer not null,
  algorithm integer not null check (algorithm in (1, 2)),
  flags integer not null,
  time_s integer not null,
  previous text not null check (length(previous) = 66),
  commitment_x text not null,
  commitment_y text not null,
  ciphertext text not null,
  primary key (channel, sequence)
) strict, without rowid;
create table cursor (
  id integer primary key check (id = 1),
  next_block integer not null,
  latest_timestamp_s integer not null
) strict;
insert into cursor values (1, 0, 0);
