-- The METER_REPLACE that took a meter out of service, as the company signed it.
alter table meters add column replacement text references internal_blocks (digest);
