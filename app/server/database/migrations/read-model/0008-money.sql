-- What became of an invoice, and of a payment: docs/formats.md §2. A database that holds blocks without it is rebuilt.
alter table invoices drop column settled;
alter table invoices add column state text not null check (state in ('issued', 'settled', 'carried', 'void'));
alter table invoices add column replaces text;

alter table payments drop column receipted;
alter table payments add column state text not null check (state in ('recorded', 'refused', 'taken', 'deemed', 'reversed'));
alter table payments add column paid_at numeric(20) not null;
-- Until when the issuer's answer is waited for, unix seconds by the ledger's clock.
alter table payments add column answer_by numeric(20) not null;
alter table payments add column payer text not null;
create index payments_unanswered on payments (answer_by) where state = 'recorded';

-- PAYMENT_REFUSED, PAYMENT_DEEMED, PAYMENT_REVERSED, CARRY and VOID.
create table invoice_acts (
  digest text primary key references internal_blocks (digest),
  invoice_id text not null references invoices
);
create index invoice_acts_invoice on invoice_acts (invoice_id);

-- Orders of issuers to give money back, and the REFUND that carried each out.
create table refund_orders (
  order_id text primary key references internal_blocks (digest),
  contract_id text not null,
  refund text references internal_blocks (digest)
);
create index refund_orders_contract on refund_orders (contract_id);
