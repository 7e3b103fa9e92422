-- Amounts are in 10^-12 of the currency unit; still whole minor units.
alter table payment_orders drop constraint payment_orders_amount_check;
alter table payment_orders alter column amount type numeric(30);
update payment_orders set amount = amount * 10000000;
alter table payment_orders add check (amount > 0 and amount % 10000000000 = 0);
