-- The newest frame of each channel, whole: behind it a meter is handed over. When a fact was signed: of two hands the second has to come in time. The ledgers
-- are read again.
drop table heads;
create table heads (
  channel text primary key check (length(channel) = 10),
  sequence integer not null,
  algorithm integer not null check (algorithm in (1, 2)),
  flags integer not null,
  time_s integer not null,
  previous text not null check (length(previous) = 34),
  link text not null check (length(link) = 34),
  payload_hash text not null check (length(payload_hash) = 66),
  commitment_x text not null,
  commitment_y text not null,
  ciphertext text not null
) strict, without rowid;
drop table facts;
create table facts (
  block_number integer not null,
  log_index integer not null,
  ledger text not null check (length(ledger) = 42),
  digest text not null unique check (length(digest) = 66),
  sender text not null check (length(sender) = 42),
  recipient text not null check (length(recipient) = 42),
  signed_time_s integer not null,
  kind integer not null,
  subject text not null check (length(subject) = 66),
  signature text not null,
  data text not null,
  primary key (block_number, log_index)
) strict, without rowid;
delete from frames;
delete from closings;
update cursor set next_block = 0, latest_timestamp_s = 0;
