import { AppError, type CreateSavedView, type SavedView } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { tidyName } from '../labels/index.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { savedView, savedViewUpdated } from './saved-view.ts'

interface Deps {
  db: Db
  now(): Date
  newId(): string
}

const mostOwn = 100

/** Keeps a set of filters under a name, for oneself or for everybody who sees the inbox. Without a place it comes last. */
export async function createSavedView(
  { db, now, newId }: Deps,
  viewer: Viewer,
  { name, filter, is_shared = false, position }: CreateSavedView,
): Promise<SavedView> {
  refuseWithout(viewer, is_shared ? 'inbox.reply' : 'inbox.view')
  const { workspace_id, member_id: owner_id } = viewer
  const at = now()
  return db.transaction(async (tx) => {
    const { own, next } = await countOwn(tx, owner_id)
    if (own >= mostOwn) throw new AppError('limit_reached', { limit: mostOwn })
    const facts = { id: newId(), workspace_id, owner_id, name: tidyName(name), is_shared, position: position ?? next }
    const row = await tx
      .insertInto('saved_views')
      .values({ ...facts, filter: JSON.stringify(filter), created_at: at, updated_at: at })
      .returningAll()
      .executeTakeFirstOrThrow()
    await appendEvents(tx, [savedViewUpdated(row, { is_removed: false })])
    return savedView(row)
  })
}

async function countOwn(tx: Tx, ownerId: string) {
  const { rows } = await sql<{ own: number; next: number }>`
    select count(*) as own, coalesce(max(position) + 1, 0) as next from saved_views where owner_id = ${ownerId}`.execute(
    tx,
  )
  return rows[0]!
}
