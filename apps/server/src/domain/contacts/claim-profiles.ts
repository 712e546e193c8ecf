import type { Identity, PlatformName } from '@switchboard/platform-kit'
import { sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Db } from '../../db/database.ts'
import { mayCall } from '../accounts/index.ts'

/** A person whose profile is to be asked for, and with what. Ours alone until `claimed_until`. */
export interface DueProfile {
  account_id: string
  platform: PlatformName
  account_external_id: string
  /** Sealed. */
  credentials: Buffer
  kind: Identity['kind']
  value: string
  /** What was known of the person when this was asked. */
  profile_version: number
  /** This one included. */
  attempts: number
  claimed_until: Date
}

export interface ProfileClaim {
  platforms: readonly PlatformName[]
  now: Date
  /** Asked for by somebody else, unless it has been settled by then. */
  until: Date
  limit: number
}

/**
 * Takes the people whose profiles are due, those who became due last first: they are the ones somebody is looking at.
 * Nobody else gets them before `until`. Accounts that may not call cost nothing, however many people wait for them.
 */
export async function claimProfiles(db: Db, { platforms, now, until, limit }: ProfileClaim): Promise<DueProfile[]> {
  const { rows } = await sql<DueProfile>`${prepared('claim-profiles')}
    with due as materialized (
      select waiting.* from accounts a
      cross join lateral (
        select i.account_id, i.kind, i.value, i.profile_due_at from contact_identities i
        where i.account_id = a.id and i.profile_due_at <= ${now}
        order by i.profile_due_at desc limit ${limit}
        for no key update skip locked
      ) waiting
      where a.platform = any(${platforms}::text[]) and ${mayCall(now)}
      order by waiting.profile_due_at desc limit ${limit}
    ), claimed as (
      update contact_identities i set profile_due_at = ${until}, profile_attempts = i.profile_attempts + 1
      from due where i.account_id = due.account_id and i.kind = due.kind and i.value = due.value
      returning i.account_id, i.kind, i.value, i.contact_id, i.profile_attempts, i.profile_due_at,
        due.profile_due_at as was_due
    )
    select claimed.account_id, a.platform, a.external_id as account_external_id, a.credentials, claimed.kind,
      claimed.value, c.profile_version, claimed.profile_attempts as attempts, claimed.profile_due_at as claimed_until
    from claimed join accounts a on a.id = claimed.account_id join contacts c on c.id = claimed.contact_id
    order by claimed.was_due desc`.execute(db.read)
  return rows
}

/** Lets go of a claim: due again at this time. Does nothing where the claim has run out or been settled. */
export async function postponeProfile(
  db: Db,
  { account_id, kind, value, claimed_until }: DueProfile,
  { until, attempts }: { until: Date; attempts: number },
): Promise<void> {
  await db.read
    .updateTable('contact_identities')
    .set({ profile_due_at: until, profile_attempts: attempts })
    .where('account_id', '=', account_id)
    .where('kind', '=', kind)
    .where('value', '=', value)
    .where('profile_due_at', '=', claimed_until)
    .execute()
}
