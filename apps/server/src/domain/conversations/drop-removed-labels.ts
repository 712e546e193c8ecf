import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'

const perCommit = 500
const perSearch = 10_000
const labelsPerRound = 20

/**
 * Takes ids of removed labels out of conversations, some hundred rows per commit. Rows that somebody holds are left for
 * the next round, so this waits for nobody and nobody waits for more than a few milliseconds. Nothing that anybody sees
 * changes: readers have passed over these ids since the label went. Returns how many rows were changed.
 */
export async function dropRemovedLabels(db: Db): Promise<number> {
  const removed = await db.read
    .selectFrom('removed_labels')
    .select('label_id')
    .orderBy('removed_at')
    .limit(labelsPerRound)
    .execute()
  let total = 0
  for (const { label_id } of removed) total += await dropLabel(db, label_id)
  return total
}

// Nobody puts a label on that is gone, so what is found is all there is, and nothing found is nothing left.
async function dropLabel(db: Db, labelId: string): Promise<number> {
  const ids = await findCarriers(db, labelId)
  if (ids.length === 0) await db.read.deleteFrom('removed_labels').where('label_id', '=', labelId).execute()
  let dropped = 0
  for (let i = 0; i < ids.length; i += perCommit) {
    const some = ids.slice(i, i + perCommit)
    dropped += await db.transaction((tx) => dropFrom(tx, labelId, some))
  }
  return dropped
}

async function findCarriers(db: Db, labelId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations where labels <> '{}' and labels @> array[${labelId}::text] limit ${perSearch}`.execute(
    db.read,
  )
  return rows.map(({ id }) => id)
}

async function dropFrom(tx: Tx, labelId: string, ids: readonly string[]): Promise<number> {
  const { rows } = await sql`
    update conversations set labels = array_remove(labels, ${labelId}) where id in (
      select id from conversations where id = any(${ids}::uuid[]) for no key update skip locked
    ) returning 1`.execute(tx)
  return rows.length
}
