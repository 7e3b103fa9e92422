-- The company's newest signed word that its queue did not take the block: the sender's evidence of when and why.
alter table outbox add column refusal text;
