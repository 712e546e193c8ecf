-- The words of a removed note are taken out of the log as those of an unsent message are. A note is of no conversation.
alter table erasures rename column message_id to id;
alter table erasures alter column conversation_id drop not null;
