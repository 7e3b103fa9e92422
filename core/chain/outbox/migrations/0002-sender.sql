-- Whose block it is: one sender's blocks go in order, and hold up nobody else's. The senders of what is delivered do not matter any more.
alter table outbox add column sender text not null default '0x0000000000000000000000000000000000000000' check (length(sender) = 42);
update outbox set sender = json_extract(signed, '$.block.from') where signed is not null;
drop index outbox_pending;
create index outbox_pending on outbox (sender, position) where state = 'pending';
