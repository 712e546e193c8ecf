-- What a message said before each edit, in the order of `id`. Emptied by an unsend, in its commit.
create table message_edits (
  message_id uuid not null references messages on delete cascade,
  id uuid not null,
  text text,
  edited_at timestamptz not null,
  primary key (message_id, id)
);

-- What the list of conversations is filtered by. Partial, so that a conversation pays for what it has.
create index conversations_assigned on conversations (assignee_id, is_archived, sort_at desc, id desc) include (account_id)
  where assignee_id is not null;
create index conversations_unassigned on conversations (account_id, is_archived, sort_at desc, id desc)
  where assignee_id is null;
create index conversations_labelled on conversations (account_id, is_archived) include (labels) where labels <> '{}';
create index conversations_labels on conversations using gin (labels) where labels <> '{}';
