-- Lists of houses, once both hands have said them. The flats stand in the block's data. Days are local dates, counted from 1970-01-01.
create table houses (
  digest text primary key references internal_blocks (digest),
  house_id text not null,
  from_day bigint not null,
  flats integer not null
);
create index houses_house on houses (house_id);

-- What is said of flats, all of it: of two with one quantity the later block holds from its day on. Values stand in the blocks as commitments.
create table flat_facts (
  digest text primary key references internal_blocks (digest),
  house_id text not null,
  flat text not null,
  quantity smallint not null,
  from_day bigint not null,
  attested_by text not null
);
create index flat_facts_flat on flat_facts (flat);

-- Which account answers for a flat; zero: nobody.
create table flat_accounts (
  digest text primary key references internal_blocks (digest),
  house_id text not null,
  flat text not null,
  from_day bigint not null,
  account text not null
);
create index flat_accounts_account on flat_accounts (account);

-- Public sums of the areas of a house, in 0.01 m².
create table area_sums (
  digest text primary key references internal_blocks (digest),
  house_id text not null,
  day bigint not null,
  sum numeric(20) not null
);
create index area_sums_house on area_sums (house_id);
