-- How a member wants to hear of new messages. Whoever has no row wants what the defaults say.
create table notification_settings (
  member_id uuid primary key references members on delete cascade,
  push boolean not null default true,
  sound boolean not null default true,
  desktop boolean not null default true,
  only_mine boolean not null default true,
  show_content boolean not null default false,
  quiet_hours jsonb, -- {from, to, time_zone}
  updated_at timestamptz not null default now()
);

-- A browser that takes pushes for a member. It belongs to the sign-in it came with and goes with it. `paused_until`: its
-- push service wants fewer, or does not answer; `failures` in a row make the pauses longer.
create table push_subscriptions (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  member_id uuid not null references members on delete cascade,
  session_id text not null references auth_sessions on delete cascade,
  endpoint text not null,
  p256dh bytea not null,
  auth bytea not null,
  failures integer not null default 0,
  paused_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (endpoint, member_id)
);
create index push_subscriptions_workspace on push_subscriptions (workspace_id);
create index push_subscriptions_member on push_subscriptions (member_id);
create index push_subscriptions_session on push_subscriptions (session_id);

-- How far the log of a workspace has been read for pushes. A row comes with the first subscription; those without
-- subscriptions are left where they are.
create table push_cursors (
  workspace_id uuid primary key references workspaces,
  pos bigint not null
);

-- Pushes that will be sent unless somebody reads the conversation first. Who sends one moves `due_at` into the future,
-- and settles it only where that still stands: a newer message makes it due again. `since`: when the newest message
-- came that it tells of.
create table due_pushes (
  subscription_id uuid not null references push_subscriptions on delete cascade,
  conversation_id uuid not null references conversations,
  due_at timestamptz not null,
  since timestamptz not null,
  primary key (subscription_id, conversation_id)
);
create index due_pushes_due on due_pushes (due_at);
create index due_pushes_conversation on due_pushes (conversation_id);
