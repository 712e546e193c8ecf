import { type Static, Type } from 'typebox'
import { MarkedRead } from './requests.ts'
import { ConversationView, Id, nullable } from './views.ts'

/** What members do to conversations. Everything may be done twice: the second time it changes nothing. */

const LabelIds = Type.Array(Id, { maxItems: 50 })
const Seq = Type.Integer({ minimum: 0 })

export const ChangeLabels = Type.Object(
  { add: Type.Optional(LabelIds), remove: Type.Optional(LabelIds) },
  { minProperties: 1 },
)
export type ChangeLabels = Static<typeof ChangeLabels>

export const Assign = Type.Object({ assignee_id: nullable(Id) })
export type Assign = Static<typeof Assign>

export const MarkUnread = Type.Object({
  from_seq: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The first message to be unread again; the newest one when left out.' }),
  ),
})
export type MarkUnread = Static<typeof MarkUnread>

/** The answer of `POST conversations/:id/read`. */
export const ConversationRead = Type.Object({ ...MarkedRead.properties, conversation: ConversationView })
export type ConversationRead = Static<typeof ConversationRead>

export const ConversationChange = Type.Object(
  {
    is_archived: Type.Optional(Type.Boolean()),
    read: Type.Optional(Type.Literal(true)),
    read_up_to_seq: Type.Optional(Seq),
    unread: Type.Optional(Type.Literal(true, { description: 'The newest message of the customer.' })),
    unread_from_seq: Type.Optional(Seq),
    assignee_id: Type.Optional(nullable(Id)),
    add_labels: Type.Optional(LabelIds),
    remove_labels: Type.Optional(LabelIds),
  },
  { minProperties: 1, additionalProperties: false },
)
export type ConversationChange = Static<typeof ConversationChange>

export const ChangeConversations = Type.Object({
  conversation_ids: Type.Array(Id, { minItems: 1, maxItems: 100 }),
  change: ConversationChange,
})
export type ChangeConversations = Static<typeof ChangeConversations>

export const UndoChanges = Type.Object({
  items: Type.Array(Type.Object({ conversation_id: Id, change: ConversationChange }), { minItems: 1, maxItems: 100 }),
})
export type UndoChanges = Static<typeof UndoChanges>

export const ChangedConversation = Type.Object({
  conversation_id: Id,
  conversation: nullable(ConversationView),
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  undo: nullable(ConversationChange, {
    description: 'Restores what this changed, by `POST conversations/undo`; null where nothing changed.',
  }),
})
export type ChangedConversation = Static<typeof ChangedConversation>

/** In the order they were asked for. */
export const ChangedConversations = Type.Object({ items: Type.Array(ChangedConversation) })
export type ChangedConversations = Static<typeof ChangedConversations>
