import type { SavedView } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { SavedViewTable } from '../../db/schema.ts'
import type { NewEvent } from '../../eventlog/append.ts'
import { inboxOf } from '../members/index.ts'

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

/** Told to whoever sees it: everybody who sees the inbox, or its owner alone. */
export function savedViewUpdated(row: SavedViewRow, { is_removed }: { is_removed: boolean }): NewEvent {
  return {
    workspace_id: row.workspace_id,
    audiences: [row.is_shared ? inboxOf(row.workspace_id) : `member:${row.owner_id}`],
    conversation_id: null,
    type: 'saved_view_updated',
    data: { ...savedView(row), is_removed },
  }
}
