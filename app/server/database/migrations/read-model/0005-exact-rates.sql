-- A rate is exact: mantissa × 10^exponent of the currency unit per mantissa unit of the meter.
alter table rates rename column rate_per_mantissa to mantissa;
alter table rates add column exponent smallint not null;
