create extension if not exists pg_trgm;

-- Connected Pages, Instagram accounts and WhatsApp numbers. One workspace holds an account at a time; a removed one
-- keeps its row, so that connecting it again brings its conversations back.
create table accounts (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  platform text not null check (platform in ('instagram', 'messenger', 'whatsapp')),
  external_id text not null,
  -- The WhatsApp Business Account of a number: what Meta says of it, it says of all its numbers.
  parent_external_id text,
  name text not null,
  username text,
  avatar_url text,
  status text not null default 'connected' check (status in ('connected', 'attention', 'disconnected')),
  status_reason text,
  credentials bytea, -- AES-256-GCM: nonce, tag, text
  unread_conversations integer not null default 0 check (unread_conversations >= 0),
  unread_messages integer not null default 0 check (unread_messages >= 0),
  last_event_at timestamptz,
  last_synced_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz
) with (fillfactor = 50);
create unique index accounts_external on accounts (platform, external_id) where removed_at is null;
create index accounts_parent on accounts (platform, parent_external_id) where removed_at is null;
create unique index accounts_of_workspace on accounts (workspace_id, platform, external_id);

-- A person. Identities are rows of their own because one person has several and gets new ones; a merge moves them and
-- remembers from where, so that it can be undone.
create table contacts (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  name text,
  username text,
  avatar_url text,
  phone text,
  preferences jsonb,
  profile_fetched_at timestamptz,
  profile_version integer not null default 0,
  merged_into_id uuid references contacts,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index contacts_workspace on contacts (workspace_id);
create index contacts_words on contacts using gin
  ((coalesce(name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(phone, '')) gin_trgm_ops);

create table contact_identities (
  account_id uuid not null references accounts,
  kind text not null check (kind in ('psid', 'igsid', 'wa_id', 'bsuid')),
  value text not null collate "C",
  contact_id uuid not null references contacts,
  merged_from_id uuid references contacts,
  created_at timestamptz not null default now(),
  primary key (account_id, kind, value)
);
create index contact_identities_contact on contact_identities (contact_id);

-- `id` is derived from workspace, platform, account and participant: the same pair has the same conversation on every
-- node and after every import. `sort_at` is where the conversation stands in a list: its last message, or its birth.
create table conversations (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  platform text not null check (platform in ('instagram', 'messenger', 'whatsapp', 'direct')),
  kind text not null check (kind in ('customer', 'direct', 'group')),
  account_id uuid references accounts,
  contact_id uuid references contacts,
  last_seq bigint not null default 0,
  last_message jsonb,
  last_message_at timestamptz,
  sort_at timestamptz not null,
  unread_count integer not null default 0 check (unread_count >= 0),
  last_inbound_at timestamptz,
  delivered_watermark timestamptz,
  read_watermark timestamptz,
  is_archived boolean not null default false,
  assignee_id uuid references members,
  labels text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (account_id, contact_id),
  check ((kind = 'customer') = (account_id is not null))
) with (fillfactor = 70);
create index conversations_list on conversations (account_id, is_archived, sort_at desc, id desc);
create index conversations_unread on conversations (account_id, is_archived, sort_at desc, id desc) where unread_count > 0;
create index conversations_contact on conversations (contact_id);

create table conversation_members (
  conversation_id uuid not null references conversations,
  member_id uuid not null references members,
  last_read_seq bigint not null default 0,
  last_delivered_seq bigint not null default 0,
  primary key (conversation_id, member_id)
);
create index conversation_members_member on conversation_members (member_id);

-- `seq` is dense per conversation, in the order we learned of its messages; a thread is shown by (sent_at, seq), so
-- that imported history lands in the past.
create table messages (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  conversation_id uuid not null references conversations,
  account_id uuid references accounts,
  seq bigint not null,
  platform text not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  sender_kind text not null check (sender_kind in ('contact', 'member', 'account', 'system')),
  sender_id uuid,
  type text not null,
  text text,
  attachments jsonb not null default '[]',
  reply_to jsonb, -- {external_id, type, preview}: what was quoted, known to us or not
  reactions jsonb not null default '[]', -- [{emoji, by: {kind, id}, at}]; a null emoji is one taken back
  payload jsonb,
  status text not null check (status in ('received', 'sending', 'sent', 'delivered', 'read', 'failed')),
  error jsonb,
  moderation_status text,
  client_id text,
  platform_message_id text collate "C",
  edit_number integer,
  sent_at timestamptz not null,
  received_at timestamptz not null,
  delivered_at timestamptz,
  read_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz,
  unique (conversation_id, seq)
);
create unique index messages_platform on messages (account_id, platform_message_id) where platform_message_id is not null;
create unique index messages_client on messages (workspace_id, client_id) where client_id is not null;
create index messages_thread on messages (conversation_id, sent_at desc, seq desc);
create index messages_list on messages (account_id, sent_at desc, id desc);
-- What a receipt may still raise, and which messages quote one that is being unsent.
create index messages_unsettled on messages (conversation_id, sent_at)
  where direction = 'outbound' and status <> 'read';
create index messages_quoting on messages (conversation_id, (reply_to ->> 'message_id')) where reply_to is not null;
create index messages_unread on messages (conversation_id, seq) where direction = 'inbound' and read_at is null;
create index messages_unread_list on messages (account_id, sent_at desc, id desc)
  where direction = 'inbound' and read_at is null;
create index messages_failed_list on messages (account_id, sent_at desc, id desc) where status = 'failed';

-- What a platform said of a message that we do not have (yet): edits, unsends, reactions and receipts overtake their
-- messages. Applied in the transaction that learns of the message, dropped after the platforms' last redelivery.
create table parked_facts (
  account_id uuid not null references accounts,
  platform_message_id text not null collate "C",
  inbound_event_id uuid not null,
  fact jsonb not null,
  created_at timestamptz not null default now(),
  primary key (account_id, platform_message_id, inbound_event_id)
);

-- The journal: one row per webhook item, committed before the platform hears 200. `raw` is json, not jsonb, because a
-- platform may escape what jsonb refuses (a NUL, half a surrogate pair) and nothing signed may be refused.
create table inbound_events (
  id uuid primary key,
  platform text not null,
  account_external_id text not null default '',
  item_key text not null collate "C",
  thread text,
  workspace_id uuid references workspaces,
  account_id uuid references accounts,
  state text not null default 'pending'
    check (state in ('pending', 'processed', 'ignored', 'unrecognised', 'failed')),
  reason text,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  error text,
  raw json not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz
) with (fillfactor = 60);
create unique index inbound_events_key on inbound_events (platform, account_external_id, item_key);
create index inbound_events_pending on inbound_events (next_attempt_at, id) where state = 'pending';
create index inbound_events_list on inbound_events (workspace_id, id);
create index inbound_events_attention on inbound_events (state, id) where state in ('failed', 'unrecognised', 'ignored');
