-- When registers were closed last. It follows from blocks that were not kept, so the ledgers are read again.
create table closings (
  channel text primary key check (length(channel) = 66),
  time_s integer not null
) strict, without rowid;
delete from facts;
delete from frames;
update cursor set next_block = 0, latest_timestamp_s = 0;
