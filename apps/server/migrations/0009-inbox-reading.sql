-- What a message said before each edit, in the order of `id`. Emptied by an unsend, in its commit.
create table message_edits (
  message_id uuid not null references messages on delete cascade,
  id uuid not null,
  text text,
  edited_at timestamptz not null,
  primary key (message_id, id)
);
