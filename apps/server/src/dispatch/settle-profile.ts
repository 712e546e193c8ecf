import { setTimeout as delay } from 'node:timers/promises'
import {
  type ConnectedAccount,
  clean,
  PlatformError,
  type PlatformIo,
  type PlatformName,
  type Profile,
  type ProfileSource,
} from '@switchboard/platform-kit'
import { type Db, isConnectionLost } from '../db/database.ts'
import {
  accessTokenIn,
  type CredentialTrouble,
  openCredentials,
  pauseCalls,
  refuseCredentials,
} from '../domain/accounts/index.ts'
import { type DueProfile, learnProfiles, postponeProfile } from '../domain/contacts/index.ts'
import type { ProfileMetrics } from './metrics.ts'

export interface SettleDeps {
  db: Db
  sources: ReadonlyMap<PlatformName, ProfileSource>
  config: { keys: { credentials: Buffer } }
  profileMetrics: ProfileMetrics
  logger: { warn(details: object, words: string): void; error(details: object, words: string): void }
  now(): Date
  newId(): string
  /** Before credentials that were refused are tried once more. */
  secondOpinionMs: number
}

const second_ms = 1_000
const minute_ms = 60 * second_ms
const hour_ms = 60 * minute_ms

const attemptsAtMost = 8
const firstPause_ms = 10 * second_ms
const longestPause_ms = 24 * hour_ms

const rests = {
  throttled: { least_ms: minute_ms, longest_ms: hour_ms },
  unavailable: { least_ms: 2 * second_ms, longest_ms: 5 * minute_ms },
}

/**
 * Asks who one person is and settles the claim, whatever comes of it: with an answer, with the account held or resting,
 * or with another time to ask. Never rejects. What cannot be settled is left to the claim, which runs out.
 */
export async function settleProfile(deps: SettleDeps, due: DueProfile, io: PlatformIo): Promise<void> {
  try {
    await tell(deps, due, await askFor(deps, due, io))
  } catch (error) {
    await settleFailure(deps, due, error, io.signal).catch((failure: unknown) => {
      if (!isConnectionLost(failure)) deps.logger.error(about(due, failure), 'a profile could not be settled')
    })
  }
}

async function askFor(deps: SettleDeps, due: DueProfile, io: PlatformIo): Promise<Profile | null> {
  const account = accountOf(deps, due)
  if (!account) throw new UnusableCredentials()
  const ask = () => deps.sources.get(due.platform)!.profile(account, due.value, io)
  const profile = await ask().catch(async (error: unknown) => {
    if (!isRejected(error)) throw error
    // One odd refusal of a token that is good must not stop an account.
    await delay(deps.secondOpinionMs, undefined, { signal: io.signal })
    return ask()
  })
  deps.profileMetrics.asked(due.platform, profile ? 'learned' : 'none')
  return profile && clean(profile)
}

function accountOf({ config }: SettleDeps, due: DueProfile): ConnectedAccount | null {
  const credentials = openCredentials(config.keys.credentials, due.account_id, due.credentials)
  const access_token = credentials && accessTokenIn(credentials)
  return access_token === null ? null : { external_id: due.account_external_id, access_token }
}

class UnusableCredentials extends Error {
  override readonly name = 'UnusableCredentials'
}

function isRejected(error: unknown): error is PlatformError {
  return error instanceof PlatformError && error.kind === 'credentials_rejected'
}

async function tell(deps: SettleDeps, due: DueProfile, profile: Profile | null): Promise<void> {
  await deps.db.transaction((tx) => learnProfiles(deps, tx, [{ due, profile }]))
}

async function settleFailure(deps: SettleDeps, due: DueProfile, error: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return giveBack(deps, due)
  if (isConnectionLost(error)) return // ours, not the platform's
  deps.logger.warn(about(due, error), 'a profile could not be asked for')
  if (error instanceof UnusableCredentials) return hold(deps, due, 'credentials_unusable')
  if (!(error instanceof PlatformError)) return tryLater(deps, due)

  deps.profileMetrics.asked(due.platform, error.kind)
  switch (error.kind) {
    case 'credentials_rejected':
      return hold(deps, due, 'credentials_rejected')
    case 'throttled':
      await rest(deps, due, rests.throttled, error.retryAfterMs)
      return giveBack(deps, due)
    case 'rejected':
      return tell(deps, due, null)
    case 'unavailable':
    case 'uncertain':
      await rest(deps, due, rests.unavailable, null)
      return due.attempts < attemptsAtMost ? tryLater(deps, due) : tell(deps, due, null)
  }
}

async function hold(deps: SettleDeps, due: DueProfile, trouble: CredentialTrouble): Promise<void> {
  await refuseCredentials(deps.db, due, trouble)
  await giveBack(deps, due) // for when there are others
}

function rest({ db, now }: SettleDeps, due: DueProfile, pause: typeof rests.throttled, asked: number | null) {
  const least_ms = Math.max(pause.least_ms, asked ?? 0)
  return pauseCalls(db, due.account_id, { ...pause, least_ms, now: now() })
}

function giveBack({ db, now }: SettleDeps, due: DueProfile): Promise<void> {
  return postponeProfile(db, due, { until: now(), attempts: due.attempts - 1 })
}

function tryLater({ db, now }: SettleDeps, due: DueProfile): Promise<void> {
  const pause = Math.min(longestPause_ms, firstPause_ms * 6 ** (due.attempts - 1))
  return postponeProfile(db, due, { until: new Date(now().getTime() + pause), attempts: due.attempts })
}

/** Never a message: it may hold what was asked or answered. */
function about({ platform, account_id }: DueProfile, error: unknown) {
  const { name = null, kind = null, code = null, trace = null } = error as Partial<PlatformError>
  return { platform, account_id, name, kind, code, trace }
}
