-- Keys that accounts changed to: by a KEY_ROTATE, or by a REKEY, whose two hands' blocks these are. `since` = the EVM time from which it signs. `objection` = the block of
-- the old key by which it never did. `is_written` = the encryption key stands in `participants`.
create table account_keys (
  digest text primary key references internal_blocks (digest),
  account text not null,
  key text not null unique,
  encryption_key text not null,
  since numeric(20) not null,
  first_hand text references internal_blocks (digest),
  objection text references internal_blocks (digest),
  is_written boolean not null
);
create index account_keys_account on account_keys (account);
create index account_keys_waiting on account_keys (since) where not is_written;

-- The block that named the present encryption key, where that is not the ENROL.
alter table participants add column key_digest text references internal_blocks (digest);
