-- Who somebody is: better-auth's four tables under our names. It hashes the passwords and reads and writes these rows;
-- what a user may do is in `members`.
create table auth_users (
  id text primary key,
  name text not null,
  email text not null unique,
  is_email_verified boolean not null default false,
  image_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table auth_sessions (
  id text primary key,
  user_id text not null references auth_users on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_sessions_user on auth_sessions (user_id);

-- How a user proves who they are. `provider` is `credential` for a password; the token columns are for sign-in through
-- somebody else.
create table auth_credentials (
  id text primary key,
  user_id text not null references auth_users on delete cascade,
  provider text not null,
  provider_user_id text not null,
  password_hash text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_credentials_user on auth_credentials (user_id);

create table auth_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_verifications_identifier on auth_verifications (identifier);

-- A link that makes a user a member. Only the hash of its token is kept, so that a copy of this table opens nothing.
create table invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  token_hash bytea not null unique,
  role text not null check (role in ('owner', 'admin', 'moderator', 'agent', 'user')),
  email text,
  created_by_id uuid not null references members,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by_id uuid references members,
  revoked_at timestamptz
);
create index invitations_workspace on invitations (workspace_id, id);

-- Opens one socket, once, within seconds of being issued.
create table realtime_tickets (
  hash bytea primary key,
  member_id uuid not null references members,
  session_id text not null,
  expires_at timestamptz not null
);
create index realtime_tickets_expiry on realtime_tickets (expires_at);

-- The code of the first run, in the database so that every node that prints a link accepts the others' too.
create table setup_codes (
  hash bytea primary key,
  created_at timestamptz not null default now()
);
