import { type Static, Type } from 'typebox'
import { Id, Time } from './views.ts'
import { Platform } from './words.ts'

/** The filters of `GET conversations` as they are kept: what is left out does not filter. */
export const SavedFilter = Type.Object(
  {
    platform: Type.Optional(Platform),
    account_id: Type.Optional(Id),
    is_archived: Type.Optional(Type.Boolean()),
    unread: Type.Optional(Type.Boolean()),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    assignee_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'The id of a member, `none` or `me`.' }),
    ),
    label: Type.Optional(Id),
    window: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closing'), Type.Literal('closed')])),
    has_failed: Type.Optional(Type.Boolean()),
    sort: Type.Optional(Type.Union([Type.Literal('newest'), Type.Literal('oldest_waiting')])),
  },
  { additionalProperties: false },
)
export type SavedFilter = Static<typeof SavedFilter>

/** A named set of filters: one's own, or shared with everybody who sees the inbox. */
export const SavedView = Type.Object({
  id: Id,
  workspace_id: Id,
  name: Type.String(),
  filter: SavedFilter,
  is_shared: Type.Boolean(),
  owner_id: Id,
  position: Type.Integer({ minimum: 0 }),
  created_at: Time,
  updated_at: Time,
})
export type SavedView = Static<typeof SavedView>

/** All that the member sees, by `position` and then by age. */
export const SavedViews = Type.Object({ items: Type.Array(SavedView) })
export type SavedViews = Static<typeof SavedViews>

const ViewName = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const Position = Type.Integer({ minimum: 0, maximum: 100_000 })
export const CreateSavedView = Type.Object({
  name: ViewName,
  filter: SavedFilter,
  is_shared: Type.Optional(Type.Boolean({ default: false })),
  position: Type.Optional(Position),
})
export type CreateSavedView = Static<typeof CreateSavedView>

export const ChangeSavedView = Type.Object(
  {
    name: Type.Optional(ViewName),
    filter: Type.Optional(SavedFilter),
    is_shared: Type.Optional(Type.Boolean()),
    position: Type.Optional(Position),
  },
  { minProperties: 1 },
)
export type ChangeSavedView = Static<typeof ChangeSavedView>
