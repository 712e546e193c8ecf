import type { ConversationView } from '@switchboard/protocol'
import { type InboxState, listConversations, placeOf, type Thread } from '@switchboard/sdk'

/** How much of an inbox is kept: what the first screens show, and not a copy of the server. */
export const keptLimits = { conversations: 200, threads: 100, messages: 50 }

/** All of the state but its rows, which are kept one by one. */
export type KeptHead = Omit<InboxState, 'conversations' | 'threads' | 'appearances' | 'contacts' | 'notes' | 'ahead'>

export interface KeptRow {
  readonly conversation: ConversationView
  readonly thread: Thread
  /** Its copy may be ahead of the log. */
  readonly isAhead: boolean
}

/** What a row was made of: as long as these are the same objects, so is the row. */
export interface RowSource {
  readonly conversation: ConversationView
  readonly thread: Thread | undefined
  readonly messages: number
  readonly isAhead: boolean
}

export function keptHead(state: InboxState): KeptHead {
  const { cursor, workspace, me, members, accounts, labels, saved_views, list, unloaded } = state
  const head = { cursor, workspace, me, members, accounts, labels, saved_views, list, unloaded }
  const listed = listConversations(state)
  if (listed.length <= keptLimits.conversations) return head
  // Cut off where the rows are: what follows is loaded again from the top, and no row is missing in between.
  const oldest = placeOf(listed[keptLimits.conversations - 1]!)
  const reached = [...unloaded].filter(([, told]) => (told.head.last_message_at ?? '') > oldest.at)
  return { ...head, unloaded: new Map(reached), list: { has_more: true, next_cursor: null, oldest } }
}

/** The newest conversations of the list; the first of them with messages. */
export function rowSources(state: InboxState): Map<string, RowSource> {
  const listed = listConversations(state).slice(0, keptLimits.conversations)
  return new Map(
    listed.map((conversation, n) => {
      const { id } = conversation
      const messages = n < keptLimits.threads ? keptLimits.messages : 0
      return [id, { conversation, thread: state.threads.get(id), messages, isAhead: state.ahead.has(id) }]
    }),
  )
}

export function isSameSource(a: RowSource | undefined, b: RowSource): boolean {
  return (
    a?.conversation === b.conversation && a.thread === b.thread && a.messages === b.messages && a.isAhead === b.isAhead
  )
}

export function rowOf({ conversation, thread, messages: most, isAhead }: RowSource): KeptRow {
  const held = thread?.messages ?? []
  const messages = most === 0 ? [] : held.slice(-most)
  const isCut = messages.length < held.length
  const has_more = isCut || (thread?.has_more ?? conversation.last_message !== null)
  const next_cursor = isCut ? null : (thread?.next_cursor ?? null)
  return { conversation, isAhead, thread: { messages, has_more, next_cursor, detached: null } }
}

/** The state that a client continues from. */
export function stateFrom(head: KeptHead, rows: readonly KeptRow[]): InboxState {
  const byId = <T>(part: (row: KeptRow) => T) => new Map(rows.map((row) => [row.conversation.id, part(row)]))
  return {
    ...head,
    conversations: byId(({ conversation }) => conversation),
    threads: byId(({ thread }) => thread),
    ahead: new Map(rows.filter(({ isAhead }) => isAhead).map(({ conversation }) => [conversation.id, true])),
    contacts: new Map(),
    notes: new Map(),
    appearances: new Map(), // the store finds them by itself
  }
}
