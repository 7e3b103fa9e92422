-- On which ledger each fact stands: its envelope opens there alone. The ledgers are read again.
drop table facts;
create table facts (
  block_number integer not null,
  log_index integer not null,
  ledger text not null check (length(ledger) = 42),
  digest text not null unique check (length(digest) = 66),
  sender text not null check (length(sender) = 42),
  recipient text not null check (length(recipient) = 42),
  kind integer not null,
  subject text not null check (length(subject) = 66),
  signature text not null,
  data text not null,
  primary key (block_number, log_index)
) strict, without rowid;
delete from frames;
delete from closings;
update cursor set next_block = 0, latest_timestamp_s = 0;
