-- Messages that were unsent and whose words still stand in the log: the transaction that forgets them says so here, and
-- upkeep takes them out of the events that have gone out already. `since` bounds the search.
create table erasures (
  message_id uuid primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null,
  since timestamptz not null
);
