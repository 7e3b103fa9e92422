-- An order comes back from the bank before its account is attached again, under the id that this one will get.
alter table payment_orders drop constraint payment_orders_account_id_fkey;
