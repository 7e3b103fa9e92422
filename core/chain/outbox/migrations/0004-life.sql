-- Until when the ledger may still take the block (unix seconds), and which ledger. No refusal is final before that; null = it is known what became of it.
alter table outbox add column open_until integer;
alter table outbox add column ledger text;
create index outbox_open on outbox (open_until) where open_until is not null;
