import { hasProfiles, type PlatformAdapter, type PlatformName } from '@switchboard/platform-kit'
import type { Wakeups } from '../db/wakeups.ts'
import { claimProfiles } from '../domain/contacts/index.ts'
import { type SettleDeps, settleProfile } from './settle-profile.ts'
import { type Working, workOnDue } from './work-on-due.ts'

export interface ProfileDeps extends Omit<SettleDeps, 'sources' | 'secondOpinionMs'> {
  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
  fetch: typeof fetch
  /** Where the platform of this account of ours answers, without a slash at the end. */
  graphUrlOf(accountExternalId: string): string
  wakeups: Pick<Wakeups, 'subscribe'>
}

/** When it stops, whoever is being asked for is due again at once, for who starts next. */
export type ProfileFetching = Working

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
  const { db, now, fetch } = deps
  const sources = new Map([...deps.platforms.values()].filter(hasProfiles).map((source) => [source.platform, source]))
  const settling = { ...deps, sources, secondOpinionMs }
  return workOnDue(deps, {
    concurrency,
    lookEveryMs,
    atMostEveryMs,
    onFailure: 'due profiles could not be read',
    claim(limit) {
      const until = new Date(now().getTime() + claim_ms)
      return claimProfiles(db, { platforms: [...sources.keys()], now: now(), until, limit })
    },
    settle(one, signal) {
      const graphUrl = deps.graphUrlOf(one.account_external_id)
      return settleProfile(settling, one, { fetch, signal, graphUrl })
    },
  })
}
