-- What the team makes of its inbox: labels, saved views, and what it knows of a contact beyond the platforms' words.

-- `conversations.labels` holds ids of these. What it holds of a label that is gone counts for nothing, so that removing
-- one touches one row, however many conversations carry it.
create table labels (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  name text not null,
  color text not null check (color in ('gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'purple', 'pink')),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index labels_name on labels (workspace_id, lower(name));

-- Labels that are gone and whose ids still stand in conversations: upkeep takes them out, a few rows at a time.
create table removed_labels (
  label_id uuid primary key,
  workspace_id uuid not null references workspaces,
  removed_at timestamptz not null
);

create table saved_views (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  owner_id uuid not null references members,
  name text not null,
  filter jsonb not null,
  is_shared boolean not null,
  position integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index saved_views_owner on saved_views (owner_id);
create index saved_views_shared on saved_views (workspace_id) where is_shared;

-- A removed note keeps its row without its words: the request that made it may come again.
create table notes (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  contact_id uuid not null references contacts,
  author_id uuid not null references members,
  text text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz
);
create index notes_of_contact on notes (contact_id, id desc) where removed_at is null;

-- `name` is what everybody sees: the team's name for the person (`display_name`) where there is one, and then
-- `platform_name` keeps what the platform says meanwhile.
alter table contacts
  add column display_name text,
  add column platform_name text,
  add column email text,
  add column language text,
  add column fields jsonb not null default '[]',
  add constraint contacts_shown_name check (display_name is null or name = display_name);
