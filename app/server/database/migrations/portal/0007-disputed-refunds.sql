-- Since when the bank and the portal disagree about a part, what the bank holds, and by which reference of the bank's its operator ended that.
alter table refund_parts add column disputed_at bigint;
alter table refund_parts add column bank_says text;
alter table refund_parts add column evidence text;
update refund_parts set disputed_at = extract(epoch from now())::bigint where state = 'disputed';
alter table refund_parts add check (disputed_at is not null or state <> 'disputed');
-- One payment of the bank's proves one part.
create unique index refund_parts_evidence on refund_parts (evidence) where state = 'settled';
