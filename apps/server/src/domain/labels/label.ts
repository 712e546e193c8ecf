import type { LabelColor, LabelView } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { LabelTable } from '../../db/schema.ts'

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
