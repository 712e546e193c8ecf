-- A second proof at sign-in: better-auth's table of its two-factor plugin under our names. Secret and recovery codes are
-- encrypted by it, under a key derived from SECRET_KEY. A row that is not verified yet is an enrolment under way.
alter table auth_users add column is_two_factor_enabled boolean not null default false;

create table auth_two_factors (
  id text primary key,
  user_id text not null unique references auth_users on delete cascade,
  secret text not null,
  recovery_codes text not null,
  is_verified boolean not null default false,
  failed_attempts integer not null default 0,
  locked_until timestamptz
);

-- Browsers that need no code for a month: forgotten together when the password changes or codes are switched off.
create index auth_verifications_devices on auth_verifications (value) where identifier like 'trust-device-%';
