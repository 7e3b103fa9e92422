-- Frames until long after they are on the ledger, breaks of channels, telegrams that wait for one, formats of compact frames.
create table kept_frames (
  id integer primary key, channel text not null, sequence integer not null, meter_id text not null, period integer not null,
  frame blob not null check (length(frame) = 160), ciphertext blob not null, frame_hash text not null, subject text,
  state text not null check (state in ('waiting', 'sent', 'stored', 'landed', 'replaced')), message text, made_at_ms integer not null,
  unique (channel, sequence)
) strict;
insert into kept_frames select id, channel, sequence, meter_id, period, frame, ciphertext, frame_hash, subject, state, message, made_at_ms from frames;
drop table frames;
alter table kept_frames rename to frames;
create index frames_waiting on frames (id) where state = 'waiting';
create index frames_message on frames (message);
create index frames_stored on frames (channel) where state = 'stored';
create table breaks (channel text primary key, state text not null check (state in ('unsure', 'gap'))) strict;
create table held (id integer primary key, meter_id text not null, source text not null, telegram text not null) strict;
create table compact_formats (name text primary key, headers blob not null) strict;
alter table period_keys add column message text;
create table facts (name text primary key, value text not null) strict;
