-- The OFFER_WITHDRAW that took an unsigned contract back.
alter table contracts add column withdrawn text references internal_blocks (digest);
