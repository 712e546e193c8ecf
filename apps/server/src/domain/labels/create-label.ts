import { AppError, type CreateLabel, type LabelView } from '@switchboard/protocol'
import type { Db, Tx } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { labelUpdated, labelView } from './label.ts'
import { refuseTakenName, tidyName } from './name.ts'

interface Deps {
  db: Db
  now(): Date
  newId(): string
}

/** Every screen holds all labels: so many, and no more. */
const most = 200

/** Makes a label for everybody in the workspace. Refuses with `name_taken` one that differs by its case alone. */
export async function createLabel(
  { db, now, newId }: Deps,
  viewer: Viewer,
  { name, color }: CreateLabel,
): Promise<LabelView> {
  refuseWithout(viewer, 'inbox.reply')
  const { workspace_id } = viewer
  const at = now()
  const draft = { id: newId(), workspace_id, name: tidyName(name), color, created_at: at, updated_at: at }
  return db
    .transaction(async (tx) => {
      await refuseMore(tx, workspace_id)
      const label = await tx.insertInto('labels').values(draft).returningAll().executeTakeFirstOrThrow()
      await appendEvents(tx, [labelUpdated(label, { is_removed: false })])
      return labelView(label)
    })
    .catch(refuseTakenName)
}

async function refuseMore(tx: Tx, workspaceId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('labels')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  if (count >= most) throw new AppError('limit_reached', { limit: most })
}
