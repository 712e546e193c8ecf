import { type Static, Type } from 'typebox'
import { pageOf } from './requests.ts'
import { Id, InboundEventView, MessageView, nullable, Time } from './views.ts'

/** What the inbox reads beside its lists. */

export const ConversationCounts = Type.Object({
  limit: Type.Integer({ description: 'Nothing is counted further than this.' }),
  views: Type.Object({
    inbox: Type.Integer({ description: 'Not archived; so are those below but `archived`.' }),
    unread: Type.Integer(),
    mine: Type.Integer(),
    unassigned: Type.Integer(),
    archived: Type.Integer(),
  }),
  labels: Type.Record(Id, Type.Integer(), { description: 'Not archived, by label; one without any is left out.' }),
  labels_at_least: Type.Boolean({
    description: 'There are more labelled conversations than are looked at: each label has so many, or more.',
  }),
})
export type ConversationCounts = Static<typeof ConversationCounts>

/** Newest first, as every page. In a thread `prev_cursor` continues it towards the newest message; null: it is here. */
export const MessagePage = Type.Object({
  ...pageOf(MessageView).properties,
  prev_cursor: nullable(Type.String()),
})
export type MessagePage = Static<typeof MessagePage>

export const MessageHistory = Type.Object({
  items: Type.Array(
    Type.Object({
      text: nullable(Type.String({ description: 'What it said before this edit.' })),
      edited_at: Time,
    }),
    { description: 'Oldest first. An unsent message has none.' },
  ),
})
export type MessageHistory = Static<typeof MessageHistory>

export const MessageSource = Type.Object({
  items: Type.Array(InboundEventView, { description: 'Oldest first: what the platform said of this message.' }),
})
export type MessageSource = Static<typeof MessageSource>
