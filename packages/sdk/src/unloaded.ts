import type { Clock } from './clock.ts'
import type { Loading } from './loading.ts'
import { ApiError } from './request-errors.ts'
import type { InboxState } from './state.ts'
import type { InboxStore } from './store.ts'

interface Deps {
  readonly store: InboxStore
  readonly loading: Loading
  readonly clock: Clock
  /** While a replay lasts, the next event tells more of what this one tells of. */
  isLive(): boolean
  readonly messages_limit: number
}

const atOnce = 4
const pauseMs = 5_000

/**
 * Fetches conversations of which only an event has told: somebody who was silent for long writes again and belongs at
 * the top of the list. `look` whenever the store or the connection has changed.
 */
export function fetchUnloaded({ store, loading, clock, isLive, messages_limit }: Deps): { look(): void; stop(): void } {
  const asked = new Set<string>()
  let endPause: (() => void) | null = null

  function look(): void {
    if (endPause || !isLive()) return
    for (const id of store.state?.unloaded.keys() ?? []) {
      if (asked.size >= atOnce) return
      if (!asked.has(id)) void fetchOne(id)
    }
  }

  async function fetchOne(id: string): Promise<void> {
    asked.add(id)
    try {
      await loading.conversation(id, { limit: Math.max(1, messages_limit) })
    } catch (error) {
      // Gone, or not for us: the log brings it back if that changes. Anything else is tried again later.
      if (error instanceof ApiError && error.is('not_found')) store.update((state) => without(state, id))
      else pause()
    }
    asked.delete(id)
    look()
  }

  function pause(): void {
    endPause ??= clock.after(pauseMs, () => {
      endPause = null
      look()
    })
  }

  return {
    look,
    stop() {
      endPause?.()
      endPause = null
    },
  }
}

function without(state: InboxState, id: string): InboxState {
  const unloaded = new Map(state.unloaded)
  unloaded.delete(id)
  return { ...state, unloaded }
}
