-- The log. One position per event, one row per audience that may hear it. `pos` is dense per workspace and in commit
-- order, because it is counted under the lock on the workspace's row. Daily partitions, dropped by retention after
-- `workspaces.floor` has moved; the default partition only catches what no daily one covers.
-- `data` is json, not jsonb: it is written once and read as the very bytes that go out to the sockets.
create table events (
  workspace_id uuid not null,
  pos bigint not null,
  audience text not null collate "C",
  at timestamptz not null,
  id uuid not null,
  conversation_id uuid,
  type text not null,
  data json not null,
  primary key (workspace_id, pos, audience, at)
) partition by range (at);
create index events_audience on events (workspace_id, audience, pos);
create table events_default partition of events default;
