import { hasProfiles, type PlatformAdapter, type PlatformName } from '@switchboard/platform-kit'
import { isConnectionLost } from '../db/database.ts'
import type { Wakeups } from '../db/wakeups.ts'
import { claimProfiles } from '../domain/contacts/index.ts'
import { type SettleDeps, settleProfile } from './settle-profile.ts'

export interface ProfileDeps extends Omit<SettleDeps, 'sources' | 'secondOpinionMs'> {
  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
  fetch: typeof fetch
  /** Where the platform of this account of ours answers, without a slash at the end. */
  graphUrlOf(accountExternalId: string): string
  wakeups: Pick<Wakeups, 'subscribe'>
}

export interface ProfileFetching {
  /** Looks for whoever is due now instead of at the next tick. */
  lookAgain(): void
  /** Resolves when nobody is being asked for, and nobody was due when that was last looked at. */
  idle(): Promise<void>
  /** Whoever is being asked for at this moment is due again at once, for who starts next. */
  stop(): Promise<void>
}

/** Longer than two calls and the pause between them take; what a killed process had in hand waits as long. */
const claim_ms = 30_000

const defaults = {
  /** Calls at a time, of all accounts together. */
  concurrency: 4,
  /** Nobody tells us when a pause is over. */
  lookEveryMs: 5_000,
  /** The log grows with every message, and few of them are of somebody new. */
  atMostEveryMs: 1_000,
  secondOpinionMs: 1_000,
}

/**
 * Asks the platforms who people are. Who is due stands in the database; a claim keeps others away until it is settled or
 * runs out, so that dying at any point costs half a minute and never a person. Nothing waits for this and nothing is
 * handed to it: when the log grows there may be somebody new, and a look that finds nobody is one query.
 */
export function startFetchingProfiles(deps: ProfileDeps, options: Partial<typeof defaults> = {}): ProfileFetching {
  const { concurrency, lookEveryMs, atMostEveryMs, secondOpinionMs } = { ...defaults, ...options }
  const { db, logger, now, fetch } = deps
  const sources = new Map([...deps.platforms.values()].filter(hasProfiles).map((source) => [source.platform, source]))
  const settling = { ...deps, sources, secondOpinionMs }
  const stopping = new AbortController()
  const { signal } = stopping
  const calls = new Set<Promise<void>>()
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
    const free = concurrency - calls.size
    if (!mayBeMore || looking || free === 0 || signal.aborted) return
    mayBeMore = false
    lookedAt = performance.now()
    looking = take(free)
      .catch((err: unknown) => {
        if (!isConnectionLost(err)) logger.error({ err }, 'due profiles could not be read')
      })
      .finally(() => {
        looking = null
        lookOn()
      })
  }

  async function take(free: number) {
    const until = new Date(now().getTime() + claim_ms)
    const due = await claimProfiles(db, { platforms: [...sources.keys()], now: now(), until, limit: free })
    if (due.length === free) mayBeMore = true
    for (const one of due) {
      const graphUrl = deps.graphUrlOf(one.account_external_id)
      const call = settleProfile(settling, one, { fetch, signal, graphUrl }).finally(() => {
        calls.delete(call)
        lookOn()
      })
      calls.add(call)
    }
  }

  return {
    lookAgain: look,
    async idle() {
      while (looking || calls.size > 0) await Promise.all([looking, ...calls])
    },
    async stop() {
      unsubscribe()
      clearInterval(timer)
      if (soon) clearTimeout(soon)
      stopping.abort()
      await looking
      await Promise.all(calls)
    },
  }
}
