import { abortable } from './abortable.ts'
import {
  continueDetached,
  continueList,
  mergeAround,
  mergeContact,
  mergeConversation,
  mergeMessages,
  mergeNotes,
  trimThread,
} from './merge.ts'
import type { Requests } from './requests.ts'
import type { InboxState, MessagePart, Thread } from './state.ts'
import type { InboxStore } from './store.ts'

export interface LoadOptions {
  /** How many to ask for at once, 1 to 100. */
  limit?: number
  /** Ends the waiting; what is on its way still comes in. */
  signal?: AbortSignal
}

/**
 * Brings in what lies beyond the held parts of list and threads. Each resolves to whether there is more; asking again
 * while an answer is on its way waits for that answer.
 */
export interface Loading {
  moreConversations(options?: LoadOptions): Promise<boolean>
  /** Of the newest part of a thread, or of the detached one. */
  olderMessages(conversationId: string, options?: LoadOptions & { part?: MessagePart }): Promise<boolean>
  /** From the detached part of a thread towards the newest, until the two are one: then there is no more. */
  newerMessages(conversationId: string, options?: LoadOptions): Promise<boolean>
  /**
   * The part of a thread in which a message stands, for a hit of a search, a link or a quotation: detached, where what
   * lies between it and the newest part is not held. Fetches the conversation too where it is not held. Resolves to
   * whether the message is there now; rejects with `not_found` where it does not exist.
   */
  around(conversationId: string, messageId: string, options?: LoadOptions): Promise<boolean>
  /**
   * Lets go of what is far from where somebody reads, so that a long thread does not fill the memory: at most `most`
   * messages stay around `centre`, or the newest ones without it. What is gone comes back by loading it.
   */
  trim(conversationId: string, options?: { centre?: string | null; most?: number }): void
  /** One conversation with its newest messages: a link, a search, one that an event told of. */
  conversation(id: string, options?: LoadOptions): Promise<boolean>
  /** A contact with its conversations; of these there may be more. From then on the log keeps them current. */
  contact(id: string, options?: LoadOptions): Promise<boolean>
  /** The newest notes about a contact, or those after what is held. */
  notes(contactId: string, options?: LoadOptions): Promise<boolean>
}

export function createLoading({ requests, store }: { requests: Requests; store: InboxStore }): Loading {
  const running = new Map<string, Promise<boolean>>()

  function once(key: string, run: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<boolean> {
    const promise = running.get(key) ?? run().finally(() => running.delete(key))
    running.set(key, promise)
    return abortable(promise, signal)
  }

  return {
    moreConversations: ({ limit = 50, signal } = {}) => once('list', () => moreConversations(limit), signal),
    olderMessages: (id, { limit = 50, part = 'newest', signal } = {}) =>
      part === 'newest'
        ? once(`older ${id}`, () => olderMessages(id, limit), signal)
        : once(`detached ${id}`, () => growDetached(id, limit, 'before'), signal),
    newerMessages: (id, { limit = 50, signal } = {}) =>
      once(`detached ${id}`, () => growDetached(id, limit, 'after'), signal),
    around: (id, messageId, { limit = 50, signal } = {}) =>
      once(`around ${messageId}`, () => around(id, messageId, limit), signal),
    trim: (id, { centre = null, most = 600 } = {}) => store.update((state) => trimThread(state, id, centre, most)),
    conversation: (id, { limit = 50, signal } = {}) => once(`whole ${id}`, () => conversation(id, limit), signal),
    contact: (id, { signal } = {}) => once(`contact ${id}`, () => contact(id), signal),
    notes: (id, { limit = 50, signal } = {}) => once(`notes ${id}`, () => notes(id, limit), signal),
  }

  async function moreConversations(limit: number): Promise<boolean> {
    const { list } = stateOf(store)
    if (!list.has_more) return false
    await store.load(() => requests.conversations.list({ limit, ...cursorOf(list.next_cursor) }), continueList)
    return stateOf(store).list.has_more
  }

  async function olderMessages(conversation_id: string, limit: number): Promise<boolean> {
    const thread = threadOf(store, conversation_id)
    if (!thread?.has_more) return false
    const oldest = thread.messages[0]
    // Without a cursor the past goes on around the oldest message that is held; half of that page is held already.
    const place =
      oldest && thread.next_cursor === null ? { around: oldest.id, limit: twice(limit) } : cursorOf(thread.next_cursor)
    await store.load(
      () => requests.messages.list({ conversation_id, limit, ...place }),
      (state, answer) => mergeMessages(state, conversation_id, answer),
    )
    return threadOf(store, conversation_id)?.has_more ?? false
  }

  async function growDetached(conversation_id: string, limit: number, side: 'before' | 'after'): Promise<boolean> {
    const segment = threadOf(store, conversation_id)?.detached
    if (!segment) return false
    const { messages, before_cursor, after_cursor } = segment
    const cursor = side === 'before' ? before_cursor : after_cursor
    const edge = side === 'before' ? messages[0]! : messages.at(-1)!
    const place = cursor === null ? { around: edge.id, limit: twice(limit) } : { cursor }
    if (side === 'before' && !segment.has_more_before) return false
    await store.load(
      () => requests.messages.list({ conversation_id, limit, ...place }),
      (state, answer) => continueDetached(state, conversation_id, side, edge.id, answer),
    )
    const detached = threadOf(store, conversation_id)?.detached
    return detached ? (side === 'before' ? detached.has_more_before : detached.has_more_after) : false
  }

  async function around(conversation_id: string, message_id: string, limit: number): Promise<boolean> {
    if (!stateOf(store).conversations.has(conversation_id)) await conversation(conversation_id, limit)
    if (isHeld(threadOf(store, conversation_id), message_id)) return true
    await store.load(
      () => requests.messages.list({ conversation_id, around: message_id, limit }),
      (state, answer) => mergeAround(state, conversation_id, answer),
    )
    return isHeld(threadOf(store, conversation_id), message_id)
  }

  async function conversation(id: string, messages_limit: number): Promise<boolean> {
    await store.load(() => requests.conversations.get(id, { messages_limit }), mergeConversation)
    return threadOf(store, id)?.has_more ?? false
  }

  async function contact(id: string): Promise<boolean> {
    await store.load(() => requests.contacts.get(id), mergeContact)
    return false
  }

  async function notes(contactId: string, limit: number): Promise<boolean> {
    const held = stateOf(store).notes.get(contactId)
    if (held && !held.has_more) return false
    const cursor = held?.next_cursor ?? null
    await store.load(
      () => requests.contacts.notes(contactId, { limit, ...cursorOf(cursor) }),
      (state, page) => mergeNotes(state, contactId, page, cursor),
    )
    return store.state?.notes.get(contactId)?.has_more ?? false
  }
}

function isHeld(thread: Thread | undefined, messageId: string): boolean {
  const isIt = ({ id }: { id: string }) => id === messageId
  return thread !== undefined && (thread.messages.some(isIt) || (thread.detached?.messages.some(isIt) ?? false))
}

function twice(limit: number): number {
  return Math.min(100, limit * 2)
}

function stateOf({ state }: InboxStore): InboxState {
  if (!state) throw new Error('There is nothing to add to before the first snapshot.')
  return state
}

function threadOf({ state }: InboxStore, conversationId: string): Thread | undefined {
  return state?.threads.get(conversationId)
}

function cursorOf(cursor: string | null) {
  return cursor === null ? {} : { cursor }
}
