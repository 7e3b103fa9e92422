-- The first block of a family (docs/formats.md §2). A database that holds blocks without it is rebuilt.
alter table internal_blocks add column replaces text not null default '0x0000000000000000000000000000000000000000000000000000000000000000';
