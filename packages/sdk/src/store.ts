import type { EventsFrame, LogEvent, Snapshot } from '@switchboard/protocol'
import { revived } from './kept-state.ts'
import { reduceAll } from './reduce.ts'
import { fromSnapshot, type InboxState, type SnapshotWindow } from './state.ts'

/** Events that were applied while a page was on its way. Void once a snapshot has taken the place of the log. */
interface Recording {
  readonly events: LogEvent[]
  isVoid: boolean
}

/**
 * Holds the newest state and tells who listens, once per frame. The state is null until the first snapshot. It changes
 * whole or not at all: what throws has changed nothing.
 */
export class InboxStore {
  #state: InboxState | null
  readonly #listeners = new Set<() => void>()
  readonly #eventListeners = new Set<(event: LogEvent) => void>()
  readonly #recordings = new Set<Recording>()

  /** `state`: one that was kept from an earlier run, to be continued from its cursor. */
  constructor(state: InboxState | null = null) {
    this.#state = state && revived(state)
  }

  get state(): InboxState | null {
    return this.#state
  }

  /** Calls back after every change; returns how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back for every event of the log, in order, when the state has it already. */
  onEvent(listener: (event: LogEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  replace(snapshot: Snapshot, window?: SnapshotWindow): void {
    const state = fromSnapshot(snapshot, window)
    for (const recording of this.#recordings) recording.isVoid = true
    this.#set(state)
  }

  apply({ events, cursor }: Pick<EventsFrame, 'events' | 'cursor'>): void {
    if (!this.#state) throw new Error('events without a state that they could change')
    const state = { ...reduceAll(this.#state, events), cursor }
    for (const recording of this.#recordings) recording.events.push(...events)
    this.#set(state)
    for (const event of events) notify(this.#eventListeners, event)
  }

  /** Nothing happened that this client may see. */
  advance(cursor: string): void {
    if (this.#state && this.#state.cursor !== cursor) this.#set({ ...this.#state, cursor })
  }

  /** A change that the log does not know of, such as dropping what nobody looks at. */
  update(change: (state: InboxState) => InboxState): void {
    const state = this.#state && change(this.#state)
    if (state && state !== this.#state) this.#set(state)
  }

  /**
   * Takes in what a request answers. The answer was read some time after the request was made, so the events that were
   * applied since then are applied to it too; those it knows already change nothing. Null if a new snapshot came between:
   * then the answer is from before it, and is dropped.
   */
  async load<T>(request: () => Promise<T>, merge: (state: InboxState, answer: T) => InboxState): Promise<T | null> {
    const recording: Recording = { events: [], isVoid: false }
    this.#recordings.add(recording)
    try {
      const answer = await request()
      if (recording.isVoid || !this.#state) return null
      this.#set(reduceAll(merge(this.#state, answer), recording.events))
      return answer
    } finally {
      this.#recordings.delete(recording)
    }
  }

  #set(state: InboxState): void {
    this.#state = state
    notify(this.#listeners)
  }
}

/** A listener's bug is its own: it surfaces as an uncaught error and never stops the others, or the stream. */
export function notify<A extends unknown[]>(listeners: Iterable<(...args: A) => void>, ...args: A): void {
  for (const listener of listeners) {
    try {
      listener(...args)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
