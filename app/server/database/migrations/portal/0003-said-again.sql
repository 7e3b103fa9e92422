-- What is refused, or whose life is over, is signed again in its place (docs/formats.md §2): the first block of the purpose, how often it was signed, and
-- when it may be signed next (unix seconds).
alter table portal_blocks add column first text;
alter table portal_blocks add column attempts integer not null default 1;
alter table portal_blocks add column retry_at bigint not null default 0;
drop index portal_blocks_sending;
create index portal_blocks_open on portal_blocks (created_at) where state <> 'recorded';
