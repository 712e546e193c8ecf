import { AppError, type ChangeSavedView, type SavedView } from '@switchboard/protocol'
import type { Db, Tx } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { appendEvents, type NewEvent } from '../../eventlog/append.ts'
import { tidyName } from '../labels/index.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type SavedViewRow, savedView, savedViewUpdated } from './saved-view.ts'

interface Deps {
  db: Db
  now(): Date
}

/** Renames, moves, refilters or shares a view: one's own, or a shared one for who manages the members. */
export async function changeSavedView(
  { db, now }: Deps,
  viewer: Viewer,
  id: string,
  change: ChangeSavedView,
): Promise<SavedView> {
  return db.transaction(async (tx) => {
    const before = await accessSavedView(tx, viewer, id)
    if (change.is_shared === true && !before.is_shared) refuseWithout(viewer, 'inbox.reply')
    const name = change.name === undefined ? before.name : tidyName(change.name)
    const after = { ...before, ...change, name, updated_at: now() }
    const { filter, ...columns } = after
    await tx
      .updateTable('saved_views')
      .set({ ...columns, filter: JSON.stringify(filter) })
      .where('id', '=', id)
      .execute()
    await appendEvents(tx, announcements(before, after))
    return savedView(after)
  })
}

/** Removes a view, under the same conditions. */
export async function removeSavedView({ db, now }: Deps, viewer: Viewer, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const row = await accessSavedView(tx, viewer, id)
    await tx.deleteFrom('saved_views').where('id', '=', id).execute()
    await appendEvents(tx, [savedViewUpdated({ ...row, updated_at: now() }, { is_removed: true })])
  })
}

/** Locked until the commit. What the viewer does not see is not there; what is somebody else's is not theirs to change. */
async function accessSavedView(tx: Tx, viewer: Viewer, id: string): Promise<SavedViewRow> {
  refuseWithout(viewer, 'inbox.view')
  const row = await tx
    .selectFrom('saved_views')
    .selectAll()
    .where('id', '=', requireUuid(id))
    .where('workspace_id', '=', viewer.workspace_id)
    .forUpdate()
    .executeTakeFirst()
  const isOwn = row?.owner_id === viewer.member_id
  if (!row || !(isOwn || row.is_shared)) throw new AppError('not_found', {})
  if (!isOwn) refuseWithout(viewer, 'members.manage')
  return row
}

/** Who no longer sees it is told that it is gone, before its owner, who hears both, is told that it is not. */
function announcements(before: SavedViewRow, after: SavedViewRow): NewEvent[] {
  const updated = savedViewUpdated(after, { is_removed: false })
  if (!before.is_shared || after.is_shared) return [updated]
  return [savedViewUpdated({ ...before, updated_at: after.updated_at }, { is_removed: true }), updated]
}
