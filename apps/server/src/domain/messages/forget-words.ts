import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import type { Message } from './message.ts'

/**
 * Takes the words of unsent messages out of the search, in the commit that forgets them. Who writes words holds the
 * workspace's row: what is being written at this moment is waited for, and then found.
 */
export async function forgetWords(tx: Tx, unsent: readonly Message[]): Promise<void> {
  const workspaces = [...new Set(unsent.map(({ workspace_id }) => workspace_id))]
  await sql`
    insert into search_progress (workspace_id, pos) select id, 0 from unnest(${workspaces}::uuid[]) as given (id)
    order by id on conflict do nothing`.execute(tx)
  await sql`
    select from search_progress where workspace_id = any(${workspaces}::uuid[]) order by workspace_id for update`.execute(
    tx,
  )
  await sql`delete from message_words where message_id = any(${unsent.map(({ id }) => id)}::uuid[])`.execute(tx)
}
