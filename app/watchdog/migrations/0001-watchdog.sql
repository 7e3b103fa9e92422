-- Alarms and the notices of them that somebody still has to be given.
create table alarms (
  id integer primary key autoincrement,
  code text not null,
  which text not null,
  detail text not null,
  since_ms integer not null,
  cleared_ms integer check (cleared_ms >= since_ms)
) strict;
create unique index alarms_open on alarms (code, which) where cleared_ms is null;
create table deliveries (
  id integer primary key autoincrement,
  body text not null,
  attempts integer not null default 0,
  due_ms integer not null,
  delivered_ms integer
) strict;
create index deliveries_due on deliveries (due_ms) where delivered_ms is null;

-- Seals that were verified, from whomever they came, and the handovers of the seal key.
create table seals (number integer primary key, seal_hash text not null, seal text not null) strict;
create table handovers (one integer primary key check (one = 1), list text not null) strict;

-- The company's signed promises, and how far the receipts of each portal were read.
create table promises (
  digest text not null,
  by_block integer not null,
  dated text not null,
  receipt text not null,
  state text not null check (state in ('open', 'kept', 'broken', 'void')),
  primary key (digest, by_block, dated)
) strict;
create index promises_open on promises (by_block) where state = 'open';
create table promise_cursors (source text primary key, next text not null) strict;

-- Names of the evidence that was kept once, also when its file was moved away since.
create table kept_evidence (name text primary key) strict;
