-- Which blocks about meters the ledger counts for which account: owners, present and next, whoever the blocks are addressed to.
create table meter_words (
  digest text not null references internal_blocks (digest),
  account text not null,
  primary key (account, digest)
);
create index meter_words_digest on meter_words (digest);
