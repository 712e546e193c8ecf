import type { SavedView } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { SavedViewTable } from '../../db/schema.ts'

export type SavedViewRow = Selectable<SavedViewTable>

export function savedView(row: SavedViewRow): SavedView {
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    name: row.name,
    filter: row.filter,
    is_shared: row.is_shared,
    owner_id: row.owner_id,
    position: row.position,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}
