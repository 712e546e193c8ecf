import { type Static, Type } from 'typebox'
import { Id, Time } from './views.ts'

/** Labels belong to the workspace; `ConversationView.labels` holds their ids. */

export const LabelColor = Type.Union([
  Type.Literal('gray'),
  Type.Literal('red'),
  Type.Literal('orange'),
  Type.Literal('amber'),
  Type.Literal('green'),
  Type.Literal('teal'),
  Type.Literal('blue'),
  Type.Literal('purple'),
  Type.Literal('pink'),
])
export type LabelColor = Static<typeof LabelColor>

export const LabelView = Type.Object({
  id: Id,
  workspace_id: Id,
  name: Type.String({ description: 'Unique in the workspace, whatever its case.' }),
  color: LabelColor,
  created_at: Time,
  updated_at: Time,
})
export type LabelView = Static<typeof LabelView>

/** All of them: a workspace has at most 200. In the order of their names. */
export const Labels = Type.Object({ items: Type.Array(LabelView) })
export type Labels = Static<typeof Labels>

const LabelName = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })
export const CreateLabel = Type.Object({ name: LabelName, color: LabelColor })
export type CreateLabel = Static<typeof CreateLabel>

export const ChangeLabel = Type.Object(
  { name: Type.Optional(LabelName), color: Type.Optional(LabelColor) },
  { minProperties: 1 },
)
export type ChangeLabel = Static<typeof ChangeLabel>
