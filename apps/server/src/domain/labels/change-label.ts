import { AppError, type ChangeLabel, type LabelView } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { labelUpdated, labelView } from './label.ts'
import { refuseTakenName, tidyName } from './name.ts'

/** Gives a label another name or colour, on every conversation that carries it. */
export async function changeLabel(
  { db, now }: { db: Db; now(): Date },
  viewer: Viewer,
  id: string,
  change: ChangeLabel,
): Promise<LabelView> {
  refuseWithout(viewer, 'inbox.reply')
  requireUuid(id)
  return db
    .transaction(async (tx) => {
      const label = await tx
        .selectFrom('labels')
        .selectAll()
        .where('id', '=', id)
        .where('workspace_id', '=', viewer.workspace_id)
        .forNoKeyUpdate()
        .executeTakeFirst()
      if (!label) throw new AppError('not_found', {})
      const name = change.name === undefined ? label.name : tidyName(change.name)
      const color = change.color ?? label.color
      if (name === label.name && color === label.color) return labelView(label)
      const changed = { ...label, name, color, updated_at: now() }
      await tx.updateTable('labels').set(changed).where('id', '=', id).execute()
      await appendEvents(tx, [labelUpdated(changed, { is_removed: false })])
      return labelView(changed)
    })
    .catch(refuseTakenName)
}
