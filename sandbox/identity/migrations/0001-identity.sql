create table things (
  kind text not null,
  id text not null,
  uid text,
  grant_id text,
  payload text not null,
  expires_ms integer,
  primary key (kind, id)
) strict;
create index things_uid on things (kind, uid);
create index things_grant on things (grant_id);
