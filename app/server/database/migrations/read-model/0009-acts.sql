-- Acts that company and portal say both: the block of the first hand, and the one that ended it, where one did.
create table acts (
  digest text primary key references internal_blocks (digest),
  act_hash text not null,
  kind integer not null,
  proposer text not null,
  until numeric(20) not null,
  state text not null check (state in ('open', 'done', 'withdrawn')),
  ended_by text references internal_blocks (digest) check ((ended_by is null) = (state = 'open'))
);
create index acts_open on acts (act_hash) where state = 'open';

-- Handovers of meters, by the company's block, which holds what the closing registers show. One that was put right gives way to the other.
create table handovers (
  digest text primary key references internal_blocks (digest),
  meter_id text not null references meters,
  former text not null,
  owner text not null,
  estimated boolean not null
);
create index handovers_former on handovers (former);
create index handovers_meter on handovers (meter_id);

-- The handover by which the owner became it; the first owner has none.
alter table meters add column handover text references internal_blocks (digest);
