-- A request's own time: no older reading answers it.
alter table requests add column asked_at integer not null default 0;
