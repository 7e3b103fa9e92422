-- What no frame of a register said up to its newest one, and what came late of it, as JSON; mantissas and times are decimal text in it.
alter table channels add column late text not null default '';
