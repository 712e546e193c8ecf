import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { announceAccount } from './announce-account.ts'

/** What is wrong with credentials, so that nothing is asked with them again. */
export type CredentialTrouble = 'credentials_rejected' | 'credentials_unusable'
const troubles: readonly CredentialTrouble[] = ['credentials_rejected', 'credentials_unusable']

/** Whether the account that a query calls `a` may call its platform. */
export function mayCall(now: Date) {
  return sql<boolean>`(
    a.removed_at is null and a.credentials is not null and a.status <> 'disconnected'
    and (a.status_reason is null or a.status_reason <> all(${troubles}::text[]))
    and (a.calls_paused_until is null or a.calls_paused_until <= ${now}))`
}

export interface Pause {
  now: Date
  /** How long at least. */
  least_ms: number
  /** What doubling ends at; a platform may ask for more. */
  longest_ms: number
}

/**
 * No calls for a while. Again, within as long as the last pause lasted: twice as long. Said several times during a pause
 * it counts once, because calls that were under way all fail of the same thing.
 */
export async function pauseCalls(db: Db, accountId: string, { now, least_ms, longest_ms }: Pause): Promise<void> {
  const at = sql`${now}::timestamptz`
  const least = sql`${least_ms}::float8 * interval '1 ms'`
  const longest = sql`${longest_ms}::float8 * interval '1 ms'`
  const last = sql`(calls_paused_until - calls_paused_at)`
  await sql`
    update accounts set
      calls_paused_at = case when calls_paused_until > ${at} then calls_paused_at else ${at} end,
      calls_paused_until = case
        when calls_paused_until > ${at} then greatest(calls_paused_until, ${at} + ${least})
        when calls_paused_until + ${last} > ${at} then ${at} + greatest(${least}, least(${longest}, 2 * ${last}))
        else ${at} + ${least}
      end
    where id = ${accountId}`.execute(db.read)
}

/**
 * The platform takes these credentials no longer, or nobody can use them: the account needs a person, who is told.
 * Nothing happens where it has got others meanwhile.
 */
export async function refuseCredentials(
  db: Db,
  { account_id, credentials }: { account_id: string; credentials: Buffer },
  reason: CredentialTrouble,
): Promise<void> {
  await db.transaction(async (tx) => {
    const account = await tx
      .updateTable('accounts')
      .set({ status: 'attention', status_reason: reason, updated_at: sql`now()` })
      .where('id', '=', account_id)
      .where('removed_at', 'is', null)
      .where('credentials', '=', credentials)
      .where('status', '<>', 'disconnected')
      .where('status_reason', 'is distinct from', reason)
      .returningAll()
      .executeTakeFirst()
    if (account) await announceAccount(tx, account)
  })
}
