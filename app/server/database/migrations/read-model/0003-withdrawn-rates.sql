-- The RATE_WITHDRAW that took a rate back; the row stays, because the two signed blocks show together which rates are left.
alter table rates add column withdrawn text references internal_blocks (digest);
