import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

const day_ms = 24 * 3_600_000

/** Platforms redeliver for up to a week, and what is older than this cannot be told from new. */
export const journalDays = { done: 30, attention: 90, parked: 8 }

const perCommit = 2_000

/**
 * Drops what the journal no longer needs, some thousand rows per commit; resolves with how many. Items that were
 * applied keep their key for a month, so that a late redelivery is still known; those that need a person stay longer.
 */
export async function trimJournal(db: Db, now: Date): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * day_ms)
  const journal = await sql`
    delete from inbound_events where id in (
      select id from inbound_events
      where id < ${oldestIdAt(before(journalDays.done))}::uuid
        and (state in ('processed', 'ignored') or received_at < ${before(journalDays.attention)} and state <> 'pending')
      order by id limit ${perCommit})`.execute(db.read)
  const parked = await sql`
    delete from parked_facts where ctid in (
      select ctid from parked_facts where created_at < ${before(journalDays.parked)} limit ${perCommit})`.execute(
    db.read,
  )
  return Number(journal.numAffectedRows ?? 0) + Number(parked.numAffectedRows ?? 0)
}

/** Ids of the journal are UUIDv7: they begin with the millisecond in which they were made. */
function oldestIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
