import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'

// Any constant: it names this lock among the advisory locks of the database.
const connectingLock = 7_236_819

/**
 * Connecting an account brings back what was ignored because nobody had it. Whoever is about to ignore something for
 * that reason waits here first, and looks again: it is then either seen by the connecting, or sees the account.
 */
export async function waitForConnecting(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${connectingLock})`.execute(tx)
}

/** Until the commit nobody decides that an account is unknown; those who are about to have done so when this resolves. */
export async function lockConnecting(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${connectingLock})`.execute(tx)
}
