import { type Static, Type } from 'typebox'
import { LabelView } from './labels.ts'
import { NoteView } from './notes.ts'
import { SavedView } from './saved-views.ts'
import {
  AccountView,
  ContactView,
  ConversationView,
  Id,
  LastMessage,
  MemberView,
  MessageView,
  nullable,
  ReplyPolicy,
  Time,
} from './views.ts'
import { MessageStatus } from './words.ts'

/**
 * What a message does to its conversation, as it stands after the event: absolute values, so that a client which
 * holds an older or a newer copy ends at the same place.
 */
export const ConversationHead = Type.Object({
  id: Id,
  last_message: nullable(LastMessage),
  last_message_at: nullable(Time),
  unread_count: Type.Integer({ minimum: 0 }),
  is_archived: Type.Boolean(),
  reply_policy: ReplyPolicy,
  updated_at: Time,
})
export type ConversationHead = Static<typeof ConversationHead>

/** The account's counters after the event; the client never counts what it happens to have loaded. */
export const AccountUnread = Type.Object({
  account_id: Id,
  unread_conversations: Type.Integer({ minimum: 0 }),
  unread_messages: Type.Integer({ minimum: 0 }),
})
export type AccountUnread = Static<typeof AccountUnread>

const touchesConversation = {
  conversation: nullable(ConversationHead),
  account_unread: nullable(AccountUnread),
}

/**
 * Which inbound messages a *mark read* covered: all with `seq` up to `up_to_seq`, or exactly `message_ids`. One event
 * per conversation, however many messages it covers.
 */
export const ReadMark = Type.Object({
  up_to_seq: nullable(Type.Integer()),
  message_ids: Type.Array(Id),
  read_at: Time,
})
export type ReadMark = Static<typeof ReadMark>

/** One line per event type: this map is the whole vocabulary of the live stream. */
export const eventSchemas = {
  new_message: Type.Object({ ...MessageView.properties, ...touchesConversation }),
  message_updated: Type.Object({ ...MessageView.properties, ...touchesConversation }),
  message_status_update: Type.Object({
    id: Id,
    conversation_id: Id,
    status: MessageStatus,
    error: MessageView.properties.error,
    delivered_at: nullable(Time),
    read_at: nullable(Time),
  }),
  message_deleted: Type.Object({ ...MessageView.properties, ...touchesConversation }),
  conversation_created: ConversationView,
  conversation_updated: Type.Object({
    ...ConversationView.properties,
    read: nullable(ReadMark),
    unread_from_seq: nullable(
      Type.Integer({ description: 'What customers said from here on is unread again; the inverse of `read`.' }),
    ),
    account_unread: nullable(AccountUnread),
  }),
  contact_updated: ContactView,
  account_updated: Type.Object({ ...AccountView.properties, is_removed: Type.Boolean() }),
  member_updated: MemberView,
  /** A removed label is on no conversation any more, without an event for each. */
  label_updated: Type.Object({ ...LabelView.properties, is_removed: Type.Boolean() }),
  saved_view_updated: Type.Object({ ...SavedView.properties, is_removed: Type.Boolean() }),
  note_updated: Type.Object({ ...NoteView.properties, is_removed: Type.Boolean() }),
} as const

export type EventType = keyof typeof eventSchemas
export type EventData<T extends EventType> = Static<(typeof eventSchemas)[T]>
export const eventTypes = Object.keys(eventSchemas) as EventType[]

/** An event as the stream carries it. Its place in the log is the frame's business, not the event's. */
export type LogEvent = {
  [T in EventType]: { id: string; type: T; at: string; conversation_id: string | null; data: EventData<T> }
}[EventType]

/**
 * Events after which a member may hear more or less than before. The gateway asks again what a member may hear when
 * one of these reaches them.
 */
export const accessEvents: ReadonlySet<string> = new Set<EventType>(['account_updated', 'member_updated'])
