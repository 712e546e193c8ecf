import type { InboxState } from '../state.ts'
import { type InboxStore, notify } from '../store.ts'
import type { OperationQueue } from './operation-queue.ts'
import { Overlay } from './overlay.ts'

/** What is to be seen: the store with what the member has done laid over it, from the moment they did it. */
export class Screen {
  readonly #store: InboxStore
  readonly #operations: OperationQueue
  readonly #overlay = new Overlay()
  readonly #listeners = new Set<() => void>()

  constructor(store: InboxStore, operations: OperationQueue) {
    this.#store = store
    this.#operations = operations
    const changed = () => notify(this.#listeners)
    store.subscribe(changed)
    operations.subscribe(changed)
  }

  /** The same object as long as it shows the same; null until the first snapshot. */
  get state(): InboxState | null {
    const { state } = this.#store
    return state && this.#overlay.lay(state, this.#operations.operations)
  }

  /** Calls back whenever there may be something else to see; returns how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
