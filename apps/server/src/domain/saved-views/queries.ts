import type { SavedView } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { savedView } from './saved-view.ts'

/** The viewer's own and the shared ones. */
export async function listSavedViews(db: Kysely<Schema>, viewer: Viewer): Promise<SavedView[]> {
  if (!viewer.permissions.has('inbox.view')) return []
  const rows = await db
    .selectFrom('saved_views')
    .selectAll()
    .where('workspace_id', '=', viewer.workspace_id)
    .where((or) => or.or([or('is_shared', '=', true), or('owner_id', '=', viewer.member_id)]))
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(savedView)
}
