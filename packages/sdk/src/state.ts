import type {
  AccountView,
  ContactView,
  ConversationHead,
  ConversationView,
  LabelView,
  MemberView,
  MessageView,
  NoteView,
  SavedView,
  Snapshot,
  WorkspaceView,
} from '@switchboard/protocol'
import { Table } from './table.ts'

/**
 * What a client knows of its workspace, as immutable data: what did not change keeps its identity from one state to the
 * next, so `===` tells whether a screen has to draw again.
 */
export interface InboxState {
  /** Where in the log this state stands. Opaque: stored and sent back, never read or compared. */
  readonly cursor: string
  readonly workspace: WorkspaceView
  readonly me: MemberView
  readonly members: ReadonlyMap<string, MemberView>
  readonly accounts: ReadonlyMap<string, AccountView>
  readonly labels: ReadonlyMap<string, LabelView>
  readonly saved_views: ReadonlyMap<string, SavedView>
  /** Those that were asked for, by id; every conversation has a summary of its own. */
  readonly contacts: ReadonlyMap<string, ContactView>
  /** By contact, for those whose notes were asked for. */
  readonly notes: ReadonlyMap<string, Notes>
  readonly conversations: ReadonlyMap<string, ConversationView>
  /** One per conversation held. */
  readonly threads: ReadonlyMap<string, Thread>
  readonly list: List
  /** Conversations that belong into the held part of the list and of which only an event has told so far. */
  readonly unloaded: ReadonlyMap<string, Unloaded>
  /** Conversations whose copy came from a page, and so may be ahead of the log until an event has caught up with it. */
  readonly ahead: ReadonlyMap<string, true>
  /** Where a new name has to be put in: for each person, and for who was named otherwise than we know them. */
  readonly appearances: ReadonlyMap<string, readonly string[]>
}

/**
 * What is held of a thread: its newest part, without a gap (everything from `messages[0]` on is here), and at most one
 * part of its past, around a message that was looked for.
 */
export interface Thread {
  /** Oldest first, by (`sent_at`, `seq`). */
  readonly messages: readonly MessageView[]
  /** Older messages exist, or may exist, on the server. */
  readonly has_more: boolean
  /** The page that continues `messages` into the past; null: start again from the newest page. */
  readonly next_cursor: string | null
  /** Lies before `messages`, and what lies between the two is not held: they are joined as soon as nothing does. */
  readonly detached: Segment | null
}

export type MessagePart = 'newest' | 'detached'

/** A part of a thread without a gap, that ends before the newest part begins. */
export interface Segment {
  /** Oldest first, at least one. */
  readonly messages: readonly MessageView[]
  readonly has_more_before: boolean
  readonly has_more_after: boolean
  /** The pages that continue it into the past and towards the newest part; null: read around its first or last message. */
  readonly before_cursor: string | null
  readonly after_cursor: string | null
}

/** The newest notes about a contact, without a gap. */
export interface Notes {
  /** Newest first, by the order of their ids. */
  readonly items: readonly NoteView[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

/** The newest part of the list of conversations: everything from `oldest` on is held or in `unloaded`. */
export interface List {
  readonly has_more: boolean
  readonly next_cursor: string | null
  /** Where the held part ends; null: nowhere, or nothing is held. */
  readonly oldest: Place | null
}

/** A place in the list: newest activity first, and of two alike the higher id. */
export interface Place {
  readonly at: string
  readonly id: string
}

export interface Unloaded {
  readonly head: ConversationHead
  readonly account_id: string | null
}

/** How many newest messages of each conversation a snapshot was asked for. */
export interface SnapshotWindow {
  messages_limit: number
}

export const emptyThread: Thread = Object.freeze({
  messages: Object.freeze([]),
  has_more: false,
  next_cursor: null,
  detached: null,
})

/**
 * The state a snapshot stands for. Where the snapshot's window is not known, a thread counts as complete only if it is
 * shorter than the longest one, which is never wrong and sometimes asks for one page too many.
 */
export function fromSnapshot(snapshot: Snapshot, window?: SnapshotWindow): InboxState {
  const { cursor, workspace, me, members, accounts, labels, saved_views, conversations } = snapshot
  const byConversation = Map.groupBy(snapshot.messages, (message) => message.conversation_id)
  const limit = window?.messages_limit ?? Math.max(0, ...[...byConversation.values()].map(({ length }) => length))
  const threadOf = ({ id, last_message }: ConversationView): Thread => {
    const messages = (byConversation.get(id) ?? []).toSorted(compareMessages)
    return { ...emptyThread, messages, has_more: last_message !== null && messages.length >= limit }
  }
  const last = conversations.items.at(-1)
  const has_more = conversations.next_cursor !== null
  return {
    cursor,
    workspace,
    me,
    members: byId(members),
    accounts: byId(accounts),
    labels: byId(labels),
    saved_views: byId(saved_views),
    contacts: new Map(),
    notes: new Map(),
    ...rowsOf(conversations.items.map((conversation) => [conversation, threadOf(conversation)])),
    list: { has_more, next_cursor: conversations.next_cursor, oldest: has_more && last ? placeOf(last) : null },
    unloaded: new Map(),
    ahead: Table.from<true>([]),
  }
}

/** The tables that grow with what is held. */
export function rowsOf(
  held: readonly (readonly [ConversationView, Thread])[],
): Pick<InboxState, 'conversations' | 'threads' | 'appearances'> {
  const appearances = new Map<string, string[]>()
  for (const [{ id, contact }, thread] of held) {
    for (const person of new Set([...(contact ? [contact.id] : []), ...peopleIn(thread)])) {
      appearances.set(person, [...(appearances.get(person) ?? []), id])
    }
  }
  return {
    conversations: Table.from(held.map(([conversation]) => [conversation.id, conversation])),
    threads: Table.from(held.map(([{ id }, thread]) => [id, thread])),
    appearances: Table.from(appearances),
  }
}

function peopleIn({ messages, detached }: Thread): string[] {
  const all = detached ? [...detached.messages, ...messages] : messages
  return all.flatMap(({ sender }) => (sender.kind === 'contact' && sender.id !== null ? [sender.id] : []))
}

/** The order of a thread: when it was said, and where that does not tell, when the server heard of it. */
export function compareMessages(a: MessageView, b: MessageView): number {
  return compareTexts(a.sent_at, b.sent_at) || a.seq - b.seq
}

/** Where the message stands in `messages`, or would stand. */
export function indexFor(messages: readonly MessageView[], message: MessageView): number {
  let low = 0
  let high = messages.length
  // Almost everything is newer than what is there.
  if (high === 0 || compareMessages(messages[high - 1]!, message) < 0) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareMessages(messages[middle]!, message) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export function placeOf({ id, last_message_at, created_at }: ConversationView): Place {
  return { at: last_message_at ?? created_at, id }
}

/** Negative where `a` stands above `b` in the list. */
export function comparePlaces(a: Place, b: Place): number {
  return compareTexts(b.at, a.at) || compareTexts(b.id, a.id)
}

/** Whether a place lies in the part of the list that is held. */
export function isListed({ has_more, oldest }: List, place: Place): boolean {
  if (!has_more) return true
  return oldest !== null && comparePlaces(place, oldest) <= 0
}

/** Times of the wire (ISO 8601, UTC, milliseconds) and ids order as text. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byId<T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}
