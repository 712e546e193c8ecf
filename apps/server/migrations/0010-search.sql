-- The words of messages, apart from the messages: written by upkeep from what the log tells, so that a message on its way
-- in pays nothing for being found later. They stand on shelves, in the order they came. In the index, and only there,
-- every word begins with the name of its shelf: so a shelf is searched at what one shelf costs, the newest first.
create table search_shelves (
  id integer generated always as identity primary key,
  -- Of one length, so that none is the beginning of another.
  name text not null generated always as (lpad(to_hex(id), 5, '0')) stored,
  workspace_id uuid not null references workspaces,
  -- Messages of now and messages of long ago are kept apart, so that the times of a shelf lie close together.
  is_live boolean not null,
  is_open boolean not null default true,
  size integer not null default 0,
  oldest timestamptz not null default 'infinity',
  newest timestamptz not null default '-infinity'
) with (fillfactor = 50);
create unique index search_shelves_open on search_shelves (workspace_id, is_live) where is_open;
create index search_shelves_newest on search_shelves (workspace_id, newest desc);

create table message_words (
  message_id uuid primary key,
  conversation_id uuid not null,
  account_id uuid not null,
  sent_at timestamptz not null,
  shelf text not null,
  words text not null -- in order, in lower case and without accents, with a space around each
);
-- Whoever writes a batch also empties the list of pending entries, which every search has to read from end to end: sorted,
-- a batch costs less than half of what its entries cost one by one.
create index message_words_words on message_words using gin ((replace(rtrim(words), ' ', ' ' || shelf)::tsvector))
  with (fastupdate = on);

-- How far the log has been read for it. What lies beyond is searched without an index.
create table search_progress (
  workspace_id uuid primary key references workspaces,
  pos bigint not null
);
-- Messages that the log does not tell of any more: still to be taken in, from here back to the oldest.
create table search_backfills (
  account_id uuid primary key references accounts,
  workspace_id uuid not null references workspaces,
  before_sent_at timestamptz not null default 'infinity',
  before_id uuid not null default 'ffffffff-ffff-ffff-ffff-ffffffffffff'
);
insert into search_progress (workspace_id, pos) select id, head from workspaces;
insert into search_backfills (account_id, workspace_id) select id, workspace_id from accounts;
