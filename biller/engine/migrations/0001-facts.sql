-- What bills need beside the ledgers, as it was entered: nothing is changed or taken away, a later word withdraws an earlier one.
create table facts (
  number integer primary key,
  entered_s integer not null,
  date text not null check (length(date) = 10),
  author text not null check (author <> ''),
  evidence text not null check (evidence <> ''),
  content text not null
) strict;
create trigger facts_stay before update on facts begin select raise(abort, 'facts are only added'); end;
create trigger facts_are_kept before delete on facts begin select raise(abort, 'facts are only added'); end;
