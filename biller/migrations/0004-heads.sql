-- Frames of version 2: shorter channels and links. Numbers are not sent, so the biller keeps where each channel stands. The ledgers are read again.
drop table frames;
create table frames (
  channel text not null check (length(channel) = 10),
  sequence integer not null,
  algorithm integer not null check (algorithm in (1, 2)),
  flags integer not null,
  time_s integer not null,
  previous text not null check (length(previous) = 34),
  link text not null check (length(link) = 34),
  payload_hash text not null check (length(payload_hash) = 66),
  commitment_x text not null,
  commitment_y text not null,
  ciphertext text not null,
  primary key (channel, sequence)
) strict, without rowid;
drop table closings;
create table closings (
  channel text primary key check (length(channel) = 10),
  time_s integer not null
) strict, without rowid;
create table heads (
  channel text primary key check (length(channel) = 10),
  sequence integer not null,
  time_s integer not null,
  link text not null check (length(link) = 34)
) strict, without rowid;
delete from facts;
update cursor set next_block = 0, latest_timestamp_s = 0;
