import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'

/**
 * How many messages a shelf takes. What is in every other message costs to read one shelf, some milliseconds; what is
 * nowhere costs to visit all of them, some microseconds each.
 */
export const shelfSize = 16_384

export interface Shelf {
  id: number
  name: string
}

/** The shelf that takes the next messages; a full one is closed and another one begun. */
export async function openShelf(tx: Tx, workspaceId: string, isLive: boolean): Promise<Shelf> {
  await sql`
    update search_shelves set is_open = false
    where workspace_id = ${workspaceId} and is_live = ${isLive} and is_open and size >= ${shelfSize}`.execute(tx)
  await sql`
    insert into search_shelves (workspace_id, is_live) values (${workspaceId}, ${isLive}) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<Shelf>`
    select id, name from search_shelves where workspace_id = ${workspaceId} and is_live = ${isLive} and is_open`.execute(
    tx,
  )
  return rows[0]!
}

export async function noteShelved(tx: Tx, { id }: Shelf, times: readonly Date[]): Promise<void> {
  if (times.length === 0) return
  const all = times.map((time) => time.getTime())
  await sql`
    update search_shelves set size = size + ${times.length},
      oldest = least(oldest, ${new Date(Math.min(...all))}), newest = greatest(newest, ${new Date(Math.max(...all))})
    where id = ${id}`.execute(tx)
}
