import type { MessageView } from '@switchboard/protocol'
import { abortable } from './abortable.ts'
import { continueList, mergeContact, mergeConversation, mergeMessages, mergeNotes } from './merge.ts'
import type { Requests } from './requests.ts'
import { compareMessages, type InboxState, type Thread } from './state.ts'
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
  olderMessages(conversationId: string, options?: LoadOptions): Promise<boolean>
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
    olderMessages: (id, { limit = 50, signal } = {}) => once(`thread ${id}`, () => olderMessages(id, limit), signal),
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
    // Without a cursor the walk begins at the newest page and has to get past what is held already.
    for (let cursor = thread.next_cursor; ; ) {
      const query = { conversation_id, limit, ...cursorOf(cursor) }
      const page = await store.load(
        () => requests.messages.list(query),
        (state, answer) => mergeMessages(state, conversation_id, answer),
      )
      if (!page || page.next_cursor === null || isBefore(page.items.at(-1), thread.messages[0])) break
      cursor = page.next_cursor
    }
    return threadOf(store, conversation_id)?.has_more ?? false
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

function isBefore(message: MessageView | undefined, held: MessageView | undefined): boolean {
  return !held || (message !== undefined && compareMessages(message, held) < 0)
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
