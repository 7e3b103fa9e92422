-- Which meters a change of an account's blocks concerns.
create index meters_owner on meters (owner);
create index meters_provider on meters (provider);
