import type { Wakeups } from '../db/wakeups.ts'
import { claimPushes, planPushes } from '../domain/notifications/index.ts'
import { type SettlePushDeps, settleDuePush } from './settle-push.ts'
import { workOnDue } from './work-on-due.ts'

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
  const { db, now } = deps
  const working = workOnDue(deps, {
    concurrency,
    lookEveryMs,
    atMostEveryMs,
    onFailure: 'due pushes could not be read',
    async claim(limit, signal) {
      while (!signal.aborted && (await planPushes(deps)));
      const until = new Date(now().getTime() + claim_ms)
      return claimPushes(db, { now: now(), until, limit })
    },
    settle: (push, signal) => settleDuePush(deps, push, signal),
  })
  return {
    async idle() {
      working.lookAgain()
      await working.idle()
    },
    stop: () => working.stop(),
  }
}
