-- Contacts that turned out to be another one.
create index contacts_merged on contacts (merged_into_id) where merged_into_id is not null;

-- What was sent in a conversation besides words, newest first.
create index messages_media on messages (conversation_id, sent_at desc, id desc) where attachments <> '[]';
