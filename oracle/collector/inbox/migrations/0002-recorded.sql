-- When a message reached the ledger or was withdrawn, so that it can be forgotten later.
alter table messages add column recorded_ms integer;
update messages set recorded_ms = 0 where state = 'recorded';
create index messages_recorded on messages (recorded_ms) where state = 'recorded';
create index messages_submitted on messages (digest) where state = 'submitted';
