-- What the ledgers say, in tables. Written by the indexer alone, and the same whenever it is written again from block 0. Readings and amounts
-- stand here as they stand on the ledgers: ciphertexts and commitments. Times are unix seconds, UTC; uint64 of the ledgers is numeric(20).

create table cursor (
  one_row boolean primary key default true check (one_row),
  next_block bigint not null check (next_block >= 0)
);
insert into cursor (next_block) values (0);

-- Every internal block that a ledger took, in the order of the ledgers. `readable` is false where the data is not in the one canonical encoding
-- of its kind: such a block counts on the ledger, but nothing is derived from it.
create table internal_blocks (
  block_number bigint not null,
  log_index integer not null,
  digest text not null unique check (digest ~ '^0x[0-9a-f]{64}$'),
  ledger text not null check (ledger ~ '^0x[0-9a-f]{40}$'),
  ledger_name text not null,
  position numeric(20) not null check (position > 0),
  head text not null,
  block_time numeric(20) not null,
  transaction_hash text not null,
  sender text not null,
  recipient text not null,
  signed_time numeric(20) not null,
  kind integer not null check (kind between 0 and 65535),
  subject text not null,
  data_hash text not null,
  signature text not null,
  data bytea not null,
  readable boolean not null,
  primary key (block_number, log_index),
  unique (ledger, position)
);
create index internal_blocks_kind on internal_blocks (kind);
create index internal_blocks_sender on internal_blocks (sender);
create index internal_blocks_subject on internal_blocks (subject);

create table participants (
  address text primary key,
  role smallint not null check (role between 1 and 5),
  encryption_key text not null,
  encryption_key_hash text not null,
  enrol_digest text not null references internal_blocks (digest),
  registered boolean not null,
  attested boolean not null,
  suspended boolean not null
);

create table devices (
  device_id text primary key,
  algorithm smallint not null check (algorithm in (1, 2)),
  x text not null,
  y text not null,
  trust_class smallint not null,
  revoked boolean not null
);

create table meters (
  meter_id text primary key,
  digest text not null references internal_blocks (digest),
  owner text not null,
  provider text not null,
  resource smallint not null,
  unit smallint not null,
  exponent smallint not null,
  device_id text not null references devices,
  verified_until numeric(20) not null,
  replaced_by text
);
create index meters_owner on meters (owner);

create table channels (
  channel text primary key,
  meter_id text not null references meters,
  place smallint not null,
  obis text not null
);
create index channels_meter on channels (meter_id);

create table rates (
  digest text primary key references internal_blocks (digest),
  provider text not null,
  resource smallint not null,
  zone smallint not null,
  rate_per_mantissa numeric(20) not null,
  valid_from numeric(20) not null
);

create table contracts (
  contract_id text primary key references internal_blocks (digest),
  offeror text not null,
  receiver text not null,
  resource smallint not null,
  meter_id text not null
);
create index contracts_offeror on contracts (offeror);
create index contracts_receiver on contracts (receiver);

-- Signed copies of contracts, and of their cancellations.
create table contract_papers (
  digest text primary key references internal_blocks (digest),
  contract_id text not null references contracts,
  party text not null,
  paper text not null check (paper in ('copy', 'cancel')),
  subject_hash text check ((subject_hash is not null) = (paper = 'copy')),
  effective_date numeric(20) check ((effective_date is not null) = (paper = 'cancel')),
  unique (contract_id, party, paper)
);

create table invoices (
  invoice_id text primary key,
  digest text not null references internal_blocks (digest),
  ledger text not null,
  issuer text not null,
  subscriber text not null,
  contract_id text not null,
  period integer not null,
  series smallint not null,
  due_date numeric(20) not null,
  settled boolean not null
);
create index invoices_subscriber on invoices (subscriber);

create table payments (
  payment_id text primary key references internal_blocks (digest),
  invoice_id text not null references invoices,
  payment_reference text not null unique,
  commitment_x text not null,
  commitment_y text not null,
  receipted boolean not null
);
create index payments_invoice on payments (invoice_id);

create table receipts (
  digest text primary key references internal_blocks (digest),
  invoice_id text not null references invoices,
  payment_id text references payments,
  settles boolean not null
);
create index receipts_invoice on receipts (invoice_id);

create table requests (
  request_id text primary key references internal_blocks (digest),
  requester text not null,
  meter_id text not null,
  manual boolean not null,
  due_date numeric(20) not null,
  answered_by text references internal_blocks (digest)
);
create index requests_meter on requests (meter_id);

create table appeals (
  appeal_id text primary key references internal_blocks (digest),
  subscriber text not null,
  category smallint not null,
  addressees smallint not null,
  provider text not null,
  about text not null
);
create index appeals_subscriber on appeals (subscriber);

create table answers (
  digest text primary key references internal_blocks (digest),
  appeal_id text not null references appeals,
  answerer text not null,
  outcome smallint not null
);
create index answers_appeal on answers (appeal_id);

create table period_keys (
  digest text primary key references internal_blocks (digest),
  block_number bigint not null,
  log_index integer not null,
  device_id text not null,
  meter_id text not null,
  period integer not null,
  envelope bytea not null,
  device_signature text not null
);
create index period_keys_meter on period_keys (meter_id, period);

create table batches (
  block_number bigint not null,
  log_index integer not null,
  batch smallint not null,
  device_id text not null references devices,
  signature text not null,
  primary key (block_number, log_index, batch),
  foreign key (block_number, log_index) references internal_blocks
);

create table frames (
  block_number bigint not null,
  log_index integer not null,
  batch smallint not null,
  place integer not null,
  channel text not null references channels,
  flags integer not null,
  sequence numeric(20) not null,
  time numeric(20) not null,
  previous text not null,
  commitment_x text not null,
  commitment_y text not null,
  payload_hash text not null,
  frame_hash text not null,
  ciphertext bytea not null,
  primary key (block_number, log_index, batch, place),
  unique (channel, sequence),
  foreign key (block_number, log_index, batch) references batches
);
