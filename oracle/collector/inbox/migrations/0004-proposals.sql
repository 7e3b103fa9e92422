-- Acts that one hand has said and the other has not yet. An entry of the registers is a list of signed blocks now, so the ledgers are read again.
create table proposals (act_hash text primary key, by text not null, until integer not null, signed_block text not null) strict;
delete from register_blocks;
delete from cursor;
