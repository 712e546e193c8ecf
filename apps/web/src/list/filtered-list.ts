import type { ConversationView, LogEvent } from '@switchboard/protocol'
import {
  type Client,
  comparePlaces,
  type InboxState,
  isListed,
  mergeConversations,
  type Place,
  placeOf,
} from '@switchboard/sdk'
import { type ListQuery, passes } from '../inbox/list-query.ts'
import { ConversationSelection } from '../inbox/select-conversations.ts'

export type ListSource = Pick<Client, 'requests' | 'store' | 'onEvent'>

/** How far the list has been fetched, and how it goes on. */
export interface Reach {
  readonly end: Place | null
  readonly cursor: string | null
  /** The server has said that nothing comes after this. */
  readonly isComplete: boolean
  readonly status: 'idle' | 'loading' | 'failed'
}

const atFirst: Reach = { end: null, cursor: null, isComplete: false, status: 'idle' }
const pageSize = 100
/** A list that a new snapshot has cut off is fetched again as far as it was, but no further than this. */
const pagesAgain = 3
const refreshMs = 300_000

/**
 * The conversations of one set of filters: everything that is held, passes, and stands above the place up to which the
 * server has been asked. Pages go into the store, where the log keeps them current; so what begins to pass appears, what
 * ceases to is gone, and nothing is remembered twice. Of what is not held, and begins to pass by an event, the event
 * brings the whole conversation.
 */
export class FilteredList {
  readonly query: ListQuery
  readonly #source: ListSource
  readonly #selection = new ConversationSelection()
  readonly #listeners = new Set<() => void>()
  readonly #failed = new Set<string>()
  readonly #stops: (() => void)[]
  #reach = atFirst
  /** What was shown before it was fetched again, until as much is there. */
  #frozen: readonly ConversationView[] | null = null
  #thawed: readonly ConversationView[] = []
  #turn = 0
  #fetching: AbortController | null = null
  #filter: { key: unknown[]; passes: (conversation: ConversationView) => boolean } | null = null

  constructor(source: ListSource, query: ListQuery) {
    this.#source = source
    this.query = query
    const refresh = query.window && setInterval(() => void this.#fetchAgain(), refreshMs)
    this.#stops = [
      source.onEvent((event) => this.#hear(event)),
      source.store.subscribe(() => this.#look()),
      () => clearInterval(refresh),
    ]
  }

  get reach(): Reach {
    return this.#reach
  }

  /** What is shown while it is fetched again; else null. */
  get frozen(): readonly ConversationView[] | null {
    return this.#frozen
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The same array as long as it says the same. `at` matters to the reply window alone. */
  select(state: InboxState, at: string): readonly ConversationView[] {
    return this.#frozen ? this.#thaw(state, at) : this.#selection.of(state.conversations, this.#filterFor(state, at))
  }

  hasMore({ list }: InboxState): boolean {
    return !this.#reach.isComplete && (list.has_more || this.#isServersAlone)
  }

  /** What was shown before, as it is now: what does not belong here any more leaves, what is not held stays. */
  #thaw({ conversations, me }: InboxState, at: string): readonly ConversationView[] {
    const before = this.#frozen!
    const vantage = { my_id: me.id, at, failed: new Set(before.map(({ id }) => id)) }
    const rows = before.flatMap((conversation) => {
      const now = conversations.get(conversation.id)
      if (!now) return [conversation]
      return passes(now, this.query, vantage) ? [now] : []
    })
    const isSame = rows.length === this.#thawed.length && rows.every((row, n) => row === this.#thawed[n])
    if (!isSame) this.#thawed = rows
    return this.#thawed
  }

  /** The next page. One at a time; after a failure, when it is asked for again. */
  async more(): Promise<void> {
    const { state } = this.#source.store
    if (!state || this.#fetching || !this.hasMore(state)) return
    await this.#fetch(this.#reach)
  }

  stop(): void {
    this.#fetching?.abort()
    for (const stop of this.#stops) stop()
  }

  get #isServersAlone(): boolean {
    return this.query.has_failed !== undefined
  }

  #filterFor({ me, list }: InboxState, at: string): (conversation: ConversationView) => boolean {
    const { end, isComplete } = this.#reach
    const key = [me.id, list.has_more, list.oldest, end, isComplete, this.#failed.size, this.query.window ? at : '']
    if (this.#filter?.key.every((part, n) => part === key[n])) return this.#filter.passes
    const vantage = { my_id: me.id, at, failed: this.#failed }
    const isReached = (place: Place) =>
      isComplete || (end !== null && comparePlaces(place, end) <= 0) || (!this.#isServersAlone && isListed(list, place))
    this.#filter = {
      key,
      passes: (conversation) => passes(conversation, this.query, vantage) && isReached(placeOf(conversation)),
    }
    return this.#filter.passes
  }

  /** True where a page came in and the list goes on from it. */
  async #fetch(from: Reach): Promise<boolean> {
    const { requests, store } = this.#source
    const abort = new AbortController()
    this.#fetching = abort
    this.#set({ ...from, status: 'loading' })
    const query = { ...this.query, limit: pageSize, ...(from.cursor !== null && { cursor: from.cursor }) }
    try {
      const page = await store.load(
        () => requests.conversations.list(query, { signal: abort.signal }),
        (state, { items }) => mergeConversations(state, items),
      )
      if (abort.signal.aborted) return false
      this.#fetching = null
      if (!page) {
        this.#set({ ...from, status: 'idle' }) // a new snapshot came first, and it is asked again from there
        return false
      }
      if (this.query.has_failed) for (const { id } of page.items) this.#failed.add(id)
      const last = page.items.at(-1)
      const isComplete = page.next_cursor === null
      this.#set({ end: last ? placeOf(last) : from.end, cursor: page.next_cursor, isComplete, status: 'idle' })
      return true
    } catch {
      // Said in the list itself, with a way to try again.
      if (abort.signal.aborted) return false
      this.#fetching = null
      this.#set({ ...from, status: 'failed' })
      return false
    }
  }

  /** From the top, as far as it had been fetched; what was there stays until then. */
  async #fetchAgain(): Promise<void> {
    if (!this.#source.store.state || (this.#reach.end === null && !this.#frozen)) return
    const turn = ++this.#turn
    this.#fetching?.abort()
    this.#frozen ??= this.#selection.last
    const wanted = this.#frozen.length
    let from = atFirst
    for (let page = 0; page < pagesAgain; page++) {
      const isThere = await this.#fetch(from)
      if (turn !== this.#turn) return // begun anew, and what is shown stays until that is done
      from = this.#reach
      if (!isThere || from.isComplete || (page + 1) * pageSize >= wanted) break
    }
    this.#frozen = null
    this.#set(this.#reach)
  }

  #hear({ type, data }: LogEvent): void {
    if (type === 'conversation_updated') {
      const { read: _, unread_from_seq: __, account_unread: ___, ...conversation } = data
      this.#takeIn(conversation)
    }
    if (!this.#isServersAlone || type !== 'message_status_update') return
    const { conversation_id, status } = data
    if (status !== 'failed' && !this.#failed.has(conversation_id)) return
    // Whether another message of theirs has failed is the server's to say.
    this.#failed.clear()
    void this.#fetchAgain()
  }

  /** One that is not held, and belongs here by what was done to it just now. */
  #takeIn(conversation: ConversationView): void {
    const { store } = this.#source
    const { state } = store
    if (!state || state.conversations.has(conversation.id)) return
    if (!this.#filterFor(state, new Date().toISOString())(conversation)) return
    store.update((latest) => mergeConversations(latest, [conversation]))
  }

  /** A new snapshot holds the newest conversations alone: where the end of this list is gone, much of it is. */
  #look(): void {
    const { state } = this.#source.store
    const { end } = this.#reach
    if (!state || !end || this.#frozen || state.conversations.has(end.id)) return
    void this.#fetchAgain()
  }

  #set(reach: Reach): void {
    this.#reach = reach
    for (const listener of this.#listeners) listener()
  }
}
