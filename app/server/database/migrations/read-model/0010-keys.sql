-- Keys that accounts changed to, each by the block that says so.
create table account_keys (
  digest text primary key references internal_blocks (digest),
  account text not null,
  key text not null unique
);
create index account_keys_account on account_keys (account);

-- The block that named the present encryption key, where that is not the ENROL.
alter table participants add column key_digest text references internal_blocks (digest);
