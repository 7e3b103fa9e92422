-- Letters to this biller and its own answers, as they were read: they are kept longer than the key that opens them need be. What did not open stands here with
-- its reason instead of a text. No later migration empties this table when the ledgers are read again.
create table letters (
  digest text primary key check (length(digest) = 66),
  appeal_id text not null check (length(appeal_id) = 66),
  text text,
  due text not null,
  redirected_to text not null,
  code text,
  check ((text is null) <> (code is null))
) strict, without rowid;
