import type { LabelColor, LabelView } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { LabelTable } from '../../db/schema.ts'
import type { NewEvent } from '../../eventlog/append.ts'
import { inboxOf } from '../members/index.ts'

export type Label = Selectable<LabelTable>

export function labelView(label: Label): LabelView {
  return {
    id: label.id,
    workspace_id: label.workspace_id,
    name: label.name,
    color: label.color as LabelColor,
    created_at: label.created_at.toISOString(),
    updated_at: label.updated_at.toISOString(),
  }
}

export function labelUpdated(label: Label, { is_removed }: { is_removed: boolean }): NewEvent {
  return {
    workspace_id: label.workspace_id,
    audiences: [inboxOf(label.workspace_id)],
    conversation_id: null,
    type: 'label_updated',
    data: { ...labelView(label), is_removed },
  }
}
