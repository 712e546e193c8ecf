-- What every message writes is written as cheaply as it can be.

-- What waits to be applied stands in a table of its own, which is short: a row of the journal is updated once, when it has
-- been applied, and with no index over what changes then, the update stays on the row's page and touches none of them.
create table inbound_pending (
  inbound_event_id uuid primary key,
  next_attempt_at timestamptz not null
);
insert into inbound_pending select id, next_attempt_at from inbound_events where state = 'pending';

drop index inbound_events_pending, inbound_events_attention;
alter table inbound_events
  drop column next_attempt_at,
  add column attention text
    generated always as (case when state in ('failed', 'unrecognised', 'ignored') then state end) stored;
create index inbound_events_attention on inbound_events (attention, id) where attention is not null;

-- Rows of these two refer to rows that the same transaction holds locked or has just written, and that are never deleted:
-- looking each of them up again cost a third of the insert.
alter table inbound_events
  drop constraint inbound_events_workspace_id_fkey,
  drop constraint inbound_events_account_id_fkey;
alter table messages
  drop constraint messages_workspace_id_fkey,
  drop constraint messages_conversation_id_fkey,
  drop constraint messages_account_id_fkey;

-- One index in place of two: who looks for a contact's conversations finds them, and so does who knows the account too.
alter table conversations drop constraint conversations_account_id_contact_id_key;
drop index conversations_contact;
alter table conversations add constraint conversations_pair unique (contact_id, account_id);
