import { isConnectionLost } from '../db/database.ts'
import type { Wakeups } from '../db/wakeups.ts'
import { claimPushes, planPushes } from '../domain/notifications/index.ts'
import { type SettlePushDeps, settleDuePush } from './settle-push.ts'

export interface PushDeps extends SettlePushDeps {
  wakeups: Pick<Wakeups, 'subscribe'>
}

export interface PushSending {
  /** Resolves when the log has been read to its end and nothing that is due now is left or on its way. */
  idle(): Promise<void>
  /** What is on its way is due again at once, for who starts next. */
  stop(): Promise<void>
}

/** Longer than a push service may take; what a killed process had in hand waits as long. */
const claim_ms = 30_000

const defaults = {
  /** Pushes at a time, to all browsers together. */
  concurrency: 4,
  /** Nobody tells us when ten seconds are over. */
  lookEveryMs: 2_000,
  /** The log grows with every message. */
  atMostEveryMs: 1_000,
}
export type PushOptions = Partial<typeof defaults>

/**
 * Tells browsers of messages that nobody has read. What is due stands in the database: it is found by following the
 * logs of workspaces that have subscriptions, so that nothing is asked of whoever writes a message, and a claim keeps
 * others away until it is settled or runs out. Dying at any point costs half a minute, and at the worst one push comes
 * twice, in the place of itself.
 */
export function startSendingPushes(deps: PushDeps, options: PushOptions = {}): PushSending {
  const { concurrency, lookEveryMs, atMostEveryMs } = { ...defaults, ...options }
  const { db, logger, now } = deps
  const stopping = new AbortController()
  const { signal } = stopping
  const sending = new Set<Promise<void>>()
  let looking: Promise<void> | null = null
  let mayBeMore = false
  let lookedAt = Number.NEGATIVE_INFINITY
  let soon: NodeJS.Timeout | null = null

  const unsubscribe = deps.wakeups.subscribe(lookSoon)
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
    const free = concurrency - sending.size
    if (!mayBeMore || looking || free === 0 || signal.aborted) return
    mayBeMore = false
    lookedAt = performance.now()
    looking = take(free)
      .catch((err: unknown) => {
        if (!isConnectionLost(err)) logger.error({ err }, 'due pushes could not be read')
      })
      .finally(() => {
        looking = null
        lookOn()
      })
  }

  async function take(free: number) {
    while (!signal.aborted && (await planPushes(deps)));
    const until = new Date(now().getTime() + claim_ms)
    const due = await claimPushes(db, { now: now(), until, limit: free })
    if (due.length === free) mayBeMore = true
    for (const push of due) {
      const sent = settleDuePush(deps, push, signal).finally(() => {
        sending.delete(sent)
        lookOn()
      })
      sending.add(sent)
    }
  }

  return {
    async idle() {
      look()
      while (looking || sending.size > 0) await Promise.all([looking, ...sending])
    },
    async stop() {
      unsubscribe()
      clearInterval(timer)
      if (soon) clearTimeout(soon)
      stopping.abort()
      await looking
      await Promise.all(sending)
    },
  }
}
