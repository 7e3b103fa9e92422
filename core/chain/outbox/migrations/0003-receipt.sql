-- The queue's signed promise, as it gave it first: the sender's evidence, whatever became of the block.
alter table outbox add column receipt text;
