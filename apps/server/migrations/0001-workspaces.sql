-- A workspace is a tenant and owns one event log: `head` is the last position given out, positions up to `floor` are
-- gone, and `epoch` changes whenever positions may have been given out twice (a restore from a backup).
create table workspaces (
  id uuid primary key,
  name text not null,
  language text not null default 'en',
  time_zone text not null default 'UTC',
  is_sandbox boolean not null default false,
  -- Who runs the server: the workspace made at setup sees webhook items that belong to no account.
  is_home boolean not null default false,
  epoch uuid not null default gen_random_uuid(),
  head bigint not null default 0,
  floor bigint not null default 0,
  created_at timestamptz not null default now()
) with (fillfactor = 50); -- the counter is updated by every commit: leave room on its page

create unique index workspaces_home on workspaces (is_home) where is_home;

-- A member is a user inside a workspace. Name, address and picture are copied from the user, so that what the inbox
-- shows needs nothing of the identity tables.
create table members (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  user_id text not null,
  name text,
  email text,
  avatar_url text,
  role text not null check (role in ('owner', 'admin', 'moderator', 'agent', 'user')),
  is_disabled boolean not null default false,
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, user_id)
);
create index members_user on members (user_id);
