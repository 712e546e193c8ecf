import { AppError } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { labelUpdated } from './label.ts'

/**
 * Removes a label from the workspace and from every conversation, in one short commit: readers look for the label, and
 * where there is none the id in a conversation's row counts for nothing. Upkeep takes those ids out later, a few rows at
 * a time, so nobody ever waits for a million of them.
 *
 * Whoever is about to announce a conversation that carries the label holds its row (`holdLabels`): what the log says
 * after the removal never names it.
 */
export async function removeLabel({ db, now }: { db: Db; now(): Date }, viewer: Viewer, id: string): Promise<void> {
  refuseWithout(viewer, 'inbox.reply')
  requireUuid(id)
  await db.transaction(async (tx) => {
    const label = await tx
      .deleteFrom('labels')
      .where('id', '=', id)
      .where('workspace_id', '=', viewer.workspace_id)
      .returningAll()
      .executeTakeFirst()
    if (!label) throw new AppError('not_found', {})
    const removed_at = now()
    await tx
      .insertInto('removed_labels')
      .values({ label_id: id, workspace_id: label.workspace_id, removed_at })
      .execute()
    await appendEvents(tx, [labelUpdated({ ...label, updated_at: removed_at }, { is_removed: true })])
  })
}
