-- Ledgers take no data but the one canonical encoding of its fact, so there is no block any more that cannot be read.
alter table internal_blocks drop column readable;
