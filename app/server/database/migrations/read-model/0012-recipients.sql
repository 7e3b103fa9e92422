-- Whoever was sent a block asks for all of them, to see that none is missing.
create index internal_blocks_recipient on internal_blocks (recipient);
