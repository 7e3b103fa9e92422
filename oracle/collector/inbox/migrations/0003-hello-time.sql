-- When a gateway last showed its key, by its own signed word: an older hello changes nothing.
alter table gateways add column hello_time integer not null default 0;
