import type { Operation } from './operation.ts'

/**
 * Where operations outlive a page: in a browser IndexedDB, one place for each member. What several tabs share is here
 * and nowhere else.
 */
export interface OperationStorage {
  list(): Promise<Operation[]>
  /**
   * Reads one, and keeps what `change` makes of it, undefined to forget it, as one step: no other tab comes between.
   * `change` does nothing but answer.
   */
  update(id: string, change: (stored: Operation | undefined) => Operation | undefined): Promise<void>
  /** Calls back when another tab may have changed something; returns how to stop. */
  subscribe(listener: () => void): () => void
}

/**
 * Runs `work` once nobody else does, in any tab, and until it resolves. In a browser:
 * `(work, signal) => navigator.locks.request('operations of MEMBER', { signal }, work)`.
 */
export type Exclusively = (work: () => Promise<void>, signal: AbortSignal) => Promise<void>

/** Keeps operations as long as the program runs. Several queues may share one, as tabs do. */
export function memoryStorage(): OperationStorage {
  const stored = new Map<string, Operation>()
  const listeners = new Set<() => void>()
  return {
    list: async () => [...stored.values()],
    async update(id, change) {
      const next = change(stored.get(id))
      if (next) stored.set(id, next)
      else stored.delete(id)
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const alone: Exclusively = (work) => work()
