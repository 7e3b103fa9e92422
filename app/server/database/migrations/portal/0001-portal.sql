-- What the portal alone knows. Who lives where and has which ledger address (the paper's DR3) stands sealed in `accounts`; its index columns are
-- keyed hashes, so that a copy of this database without the portal's key names nobody. Times are unix seconds, UTC.

create table accounts (
  account_id text primary key,
  subject_index text not null,
  premise_index text not null,
  subscriber_index text,
  sealed bytea not null,
  waits_for_attestation boolean not null,
  created_at bigint not null,
  unique (subject_index, premise_index)
);
create index accounts_subscriber on accounts (subscriber_index);

create table sessions (
  token_hash text primary key,
  sealed bytea not null,
  created_at bigint not null,
  expires_at bigint not null
);

-- Sign-ins that went to the identity portal and have not come back.
create table sign_ins (
  state_hash text primary key,
  sealed bytea not null,
  expires_at bigint not null
);

-- Internal blocks that the portal signs: one for each purpose, kept before it is sent, so that a repetition sends the same bytes.
create table portal_blocks (
  purpose text primary key,
  digest text not null unique,
  signed text not null,
  state text not null check (state in ('sending', 'recorded', 'refused')),
  error_name text check ((error_name is not null) = (state = 'refused')),
  created_at bigint not null
);
create index portal_blocks_sending on portal_blocks (created_at) where state = 'sending';

-- What the portal must collect. `amount` is in 10^-5 of the currency unit, whole minor units.
create table payment_orders (
  order_id text primary key,
  account_id text not null references accounts,
  invoice_id text not null,
  amount bigint not null check (amount > 0 and amount % 1000 = 0),
  idempotency_key text not null,
  reference_salt text not null,
  state text not null check (state in ('initiated', 'pending', 'settled', 'recorded', 'failed')),
  bank_payment_id text unique check (bank_payment_id is not null or state in ('initiated', 'failed')),
  redirect_url text,
  paid_at bigint check (paid_at is not null or state in ('initiated', 'pending', 'failed')),
  payment_digest text check (payment_digest is not null or state <> 'recorded'),
  failure text,
  created_at bigint not null,
  unique (account_id, idempotency_key)
);
create index payment_orders_open on payment_orders (created_at) where state in ('initiated', 'pending', 'settled');

create table bank_events (
  event_id text primary key,
  order_id text not null references payment_orders,
  type text not null,
  received_at bigint not null
);

-- One row for each delivery of a webhook that was taken, so that the same bytes are not taken twice.
create table bank_deliveries (
  delivery_id text primary key,
  received_at bigint not null
);
