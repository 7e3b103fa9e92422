-- The ledgers' registers are mirrored here, so that frames are checked without asking the chain.
create table cursor (one integer primary key check (one = 1), next_block integer not null) strict;
create table gateways (gateway_id text primary key, device_id text not null unique) strict;
create table devices (device_id text primary key, algorithm integer not null, x text not null, y text not null, trust_class integer not null, revoked integer not null default 0) strict;
create table meters (meter_id text primary key, device_id text not null, owner text not null, provider text not null, verified_until integer not null, replaced_by text) strict;
create index meters_device on meters (device_id);
create table meter_channels (channel text primary key, meter_id text not null references meters) strict;
create table register_blocks (subject text not null, kind integer not null, signed_block text not null, primary key (subject, kind)) strict;
create table channels (channel text primary key, sequence integer not null, time integer not null, head text not null) strict;
create table messages (
  id integer primary key autoincrement, name text not null unique, gateway_id text not null, kind text not null check (kind in ('batch', 'keys')),
  device_id text not null, signature blob not null check (length(signature) = 65), subject text, keys_data text, frame_count integer not null,
  size integer not null, alone integer not null default 0,
  state text not null check (state in ('pending', 'submitted', 'recorded', 'withdrawn')), digest text, code text, channels text
) strict;
create index messages_pending on messages (id) where state = 'pending';
create index messages_digest on messages (digest);
create table frames (
  channel text not null, sequence integer not null, frame blob not null check (length(frame) = 160), ciphertext blob not null,
  message_id integer not null references messages, place integer not null, primary key (channel, sequence)
) strict;
create index frames_message on frames (message_id, place);
create table requests (request_id text primary key, meter_id text not null, due_date integer not null, signed_block text not null, answered integer not null default 0) strict;
create table quarantine (id integer primary key, at_ms integer not null, gateway_id text, code text not null, message text not null, payload blob) strict;
create table counters (code text primary key, count integer not null) strict;
