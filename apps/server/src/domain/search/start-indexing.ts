import { type Db, isConnectionLost } from '../../db/database.ts'
import { indexMessages } from './index-messages.ts'

interface Deps {
  db: Db
  onError(error: unknown): void
}

const defaults = {
  /** How often it is looked whether anything is new. */
  lookEveryMs: 1_000,
  /** How long it rests after work, as a multiple of the time that the work took: people's messages come first. */
  rest: 19,
}

export interface Indexing {
  /** Resolves when everything has been taken in that was committed before. */
  idle(): Promise<void>
  /** Resolves when the batch in hand has been written. */
  stop(): Promise<void>
}

/** Keeps the index of words up with the log, at a twentieth of the time of one connection. Every process may do it. */
export function startIndexing(deps: Deps, options: Partial<typeof defaults> = {}): Indexing {
  const { lookEveryMs, rest } = { ...defaults, ...options }
  let stopped = false
  let working: Promise<number> | null = null
  let timer = setTimeout(run, 0)
  timer.unref()

  function run() {
    const began = performance.now()
    void work().then((done) => {
      if (stopped) return
      timer = setTimeout(run, done === 0 ? lookEveryMs : (performance.now() - began) * rest)
      timer.unref()
    })
  }

  function work(): Promise<number> {
    working ??= indexMessages(deps.db)
      .catch((error: unknown) => {
        if (!isConnectionLost(error)) deps.onError(error)
        return 0
      })
      .finally(() => {
        working = null
      })
    return working
  }

  return {
    async idle() {
      while ((await work()) > 0);
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}
