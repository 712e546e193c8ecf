-- Messenger and Instagram say who somebody is only when they are asked. Whoever is to be asked for has a due time on the
-- identity they are asked for with; who asks moves it into the future first, so that nobody else asks meanwhile.
-- `contacts.profile_version` counts what was learned of a person from anywhere: an answer to a question asked at an
-- older version is older than what came in between.
alter table contact_identities
  add column profile_due_at timestamptz,
  add column profile_attempts integer not null default 0;
update contact_identities set profile_due_at = now() where kind in ('psid', 'igsid');
create index contact_identities_due on contact_identities (account_id, profile_due_at) where profile_due_at is not null;

-- The platform wants fewer calls, or does not answer: none are made before this time. Until when and since when, because
-- a pause that follows another one is longer.
alter table accounts
  add column calls_paused_at timestamptz,
  add column calls_paused_until timestamptz;
