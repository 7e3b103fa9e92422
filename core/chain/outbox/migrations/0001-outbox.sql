-- A delivered block's bytes are dropped: the ledger holds them, and the row alone says that the work is done.
create table outbox (
  position integer primary key autoincrement,
  digest text not null unique check (length(digest) = 66),
  tag text not null,
  signed text check ((signed is null) = (state <> 'pending')),
  state text not null check (state in ('pending', 'recorded', 'refused')),
  attempts integer not null default 0,
  due_ms integer not null default 0,
  error_name text check ((error_name is not null) = (state = 'refused')),
  error_code text,
  error_message text
) strict;
create index outbox_pending on outbox (position) where state = 'pending';
create index outbox_tag on outbox (tag);
