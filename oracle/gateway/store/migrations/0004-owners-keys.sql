-- A period key is one owner's: the next one of the meter gets another. Empty while nobody has proved whose the meter is.
create table owners_keys (
  meter_id text not null, period integer not null, owner text not null, key blob not null check (length(key) = 32), announced_for text,
  message text, primary key (meter_id, period, owner)
) strict;
insert into owners_keys select meter_id, period, '', key, announced_for, message from period_keys;
drop table period_keys;
alter table owners_keys rename to period_keys;
alter table frames add column key_owner text not null default '';
