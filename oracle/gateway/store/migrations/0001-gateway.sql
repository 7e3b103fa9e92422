-- Everything that the agent must not lose, in one file. Mantissas are decimal text, because they may pass 2^53.
create table spool_files (name text primary key, position integer not null check (position >= 0)) strict;
create table channels (
  channel text primary key, meter_id text not null, sequence integer not null, frame_time integer not null, closed integer not null,
  last_time integer not null, last_value text not null, day text not null, previous text not null, heard_at_ms integer not null
) strict;
create table frames (
  id integer primary key, channel text not null, sequence integer not null, meter_id text not null, period integer not null,
  frame blob not null check (length(frame) = 160), ciphertext blob not null, frame_hash text not null, subject text,
  state text not null check (state in ('waiting', 'sent', 'stored')), message text, made_at_ms integer not null,
  unique (channel, sequence)
) strict;
create index frames_waiting on frames (id) where state = 'waiting';
create index frames_message on frames (message);
create table period_keys (
  meter_id text not null, period integer not null, key blob not null check (length(key) = 32), announced_for text,
  primary key (meter_id, period)
) strict;
create table outgoing (id integer primary key autoincrement, message text not null unique, payload blob not null) strict;
create table stopped (channel text primary key, code text not null, attempts integer not null, retry_at_ms integer not null, probe text) strict;
create table proofs (
  subject text not null, kind integer not null, timestamp integer not null, signed_block text not null, primary key (subject, kind)
) strict;
create table requests (request_id text primary key, meter_id text not null, state text not null check (state in ('open', 'answered'))) strict;
create table landings (reference text primary key, code text not null, message text not null) strict;
create table landing_frames (reference text not null, channel text not null, sequence integer not null, primary key (reference, channel)) strict;
create table evidence (
  id integer primary key, at_ms integer not null, source text not null, meter text, code text not null, message text not null,
  telegram text not null
) strict;
create table counters (code text primary key, count integer not null) strict;
