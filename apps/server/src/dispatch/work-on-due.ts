import { isConnectionLost } from '../db/database.ts'
import type { Wakeups } from '../db/wakeups.ts'

interface Deps {
  wakeups: Pick<Wakeups, 'subscribe'>
  logger: { error(details: object, words: string): void }
}

interface Options<Due> {
  /** How many are in hand at a time. */
  concurrency: number
  /** Nobody tells us when something falls due by itself. */
  lookEveryMs: number
  /** The log grows with every message: a look that it asks for waits until so long after the last one. */
  atMostEveryMs: number
  /** What a look that failed is called in the log. */
  onFailure: string
  /** Takes so many of what is due, or fewer if there are no more, so that no other process does. */
  claim(limit: number, signal: AbortSignal): Promise<readonly Due[]>
  /** Does it, and says so in the database. Never rejects; ends soon when the signal is aborted. */
  settle(due: Due, signal: AbortSignal): Promise<void>
}

export interface Working {
  /** Looks for what is due now instead of at the next tick. */
  lookAgain(): void
  /** Resolves when nothing is in hand, and nothing was due when that was last looked at. */
  idle(): Promise<void>
  /** Resolves when what is in hand has been let go. */
  stop(): Promise<void>
}

/**
 * Works on what stands in the database as due: looks when a log has grown and every now and then, and goes on as long as
 * there may be more. Nothing is handed to it and nothing is kept here, so dying costs what is in hand its claim.
 */
export function workOnDue<Due>({ wakeups, logger }: Deps, options: Options<Due>): Working {
  const { concurrency, lookEveryMs, atMostEveryMs, onFailure, claim, settle } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const inHand = new Set<Promise<void>>()
  let looking: Promise<void> | null = null
  let mayBeMore = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Timeout | null = null

  const unsubscribe = wakeups.subscribe(lookSoon)
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  look()

  function lookSoon() {
    if (soon || signal.aborted) return
    const wait = Math.max(0, lookedAt + atMostEveryMs - performance.now())
    soon = setTimeout(() => {
      soon = null
      look()
    }, wait)
    soon.unref()
  }

  function look() {
    mayBeMore = true
    lookOn()
  }

  function lookOn() {
    const free = concurrency - inHand.size
    if (!mayBeMore || looking || free === 0 || signal.aborted) return
    mayBeMore = false
    lookedAt = performance.now()
    looking = take(free)
      .catch((err: unknown) => {
        if (!isConnectionLost(err)) logger.error({ err }, onFailure)
      })
      .finally(() => {
        looking = null
        lookOn()
      })
  }

  async function take(free: number) {
    const due = await claim(free, signal)
    if (due.length === free) mayBeMore = true
    for (const one of due) {
      const settling = settle(one, signal).finally(() => {
        inHand.delete(settling)
        lookOn()
      })
      inHand.add(settling)
    }
  }

  return {
    lookAgain: look,
    async idle() {
      while (looking || inHand.size > 0) await Promise.all([looking, ...inHand])
    },
    async stop() {
      unsubscribe()
      clearInterval(timer)
      if (soon) clearTimeout(soon)
      stopping.abort()
      await looking
      await Promise.all(inHand)
    },
  }
}
