import { type Db, isConnectionLost } from '../db/database.ts'
import { roleMay } from '../domain/members/index.ts'
import {
  type DuePush,
  endSubscription,
  giveBackPush,
  isQuiet,
  newsFor_ms,
  patience_ms,
  pauseSubscription,
  praiseSubscription,
  settlePush,
  settleSentPush,
} from '../domain/notifications/index.ts'
import { encryptPush } from './encrypt-push.ts'
import type { PushMetrics } from './metrics.ts'
import { type PushAnswer, postPush } from './post-push.ts'
import { PrivateAddressError } from './public-addresses.ts'
import { payloadOf } from './push-payload.ts'
import type { Vapid } from './vapid.ts'

export interface SettlePushDeps {
  db: Db
  vapid: Vapid
  pushes: { mayBeAnywhere: boolean }
  config: { http: { publicUrl: string } }
  pushMetrics: PushMetrics
  logger: { warn(details: object, words: string): void; error(details: object, words: string): void }
  now(): Date
}

const second_ms = 1_000
const minute_ms = 60 * second_ms

/** How long a push service keeps what it cannot deliver. Who looks at a screen after that finds the inbox itself. */
const keptFor_s = 4 * 3_600
const firstPause_ms = 30 * second_ms
const longestPause_ms = 60 * minute_ms
const leastThrottle_ms = minute_ms
/** What a push service may ask for; after that it is asked again. */
const longestAsked_ms = 24 * 60 * minute_ms
/** As often in a row as this, a subscription that is refused is not one. */
const refusalsAtMost = 10

/**
 * Sends one push, or drops it where it has been overtaken, and settles the claim whatever comes of it. Never rejects.
 * What cannot be settled is left to the claim, which runs out.
 */
export async function settleDuePush(deps: SettlePushDeps, push: DuePush, signal: AbortSignal): Promise<void> {
  try {
    const payload = isWanted(push, deps.now()) ? payloadOf(push, push.message!, deps.config.http.publicUrl) : null
    if (!payload) return await drop(deps, push)
    const body = encryptPush(JSON.stringify(payload), push)
    await take(deps, push, await send(deps, push, body, signal))
  } catch (error) {
    await settleFailure(deps, push, error, signal).catch((failure: unknown) => {
      if (!isConnectionLost(failure)) deps.logger.error(about(push, failure), 'a push could not be settled')
    })
  }
}

/** Nobody has read it, and this member may know of it, wants to, and not at another hour. */
function isWanted({ settings, ...push }: DuePush, now: Date): boolean {
  if (push.role === null || !roleMay(push.role, 'inbox.view') || push.account_name === null) return false
  if (push.message === null || push.is_archived || now.getTime() - push.since.getTime() > newsFor_ms) return false
  if (!settings.push || isQuiet(settings.quiet_hours, now)) return false
  return !settings.only_mine || push.assignee_id === null || push.assignee_id === push.member_id
}

async function send(deps: SettlePushDeps, push: DuePush, body: Buffer, signal: AbortSignal): Promise<PushAnswer> {
  const headers = {
    authorization: await deps.vapid.authorizationFor(new URL(push.endpoint).origin, deps.now()),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(keptFor_s),
    urgency: 'high',
    // While the browser is away a newer one of the conversation takes the place of an older one.
    topic: Buffer.from(push.conversation_id.replaceAll('-', ''), 'hex').toString('base64url'),
  }
  return postPush(push.endpoint, headers, body, { signal, mayBeAnywhere: deps.pushes.mayBeAnywhere })
}

async function take(deps: SettlePushDeps, push: DuePush, { status, retry_after_ms }: PushAnswer): Promise<void> {
  const { db, pushMetrics } = deps
  if (status >= 200 && status < 300) {
    pushMetrics.pushed('sent')
    await settleSentPush(db, push, push.message!.seq, later(deps, patience_ms))
    return praiseSubscription(db, push.subscription_id)
  }
  if (status === 404 || status === 410) {
    pushMetrics.pushed('gone')
    return endSubscription(db, push.subscription_id)
  }
  deps.logger.warn({ ...about(push, {}), status }, 'a push service did not take a push')
  if (status === 429) {
    pushMetrics.pushed('throttled')
    return rest(deps, push, Math.max(leastThrottle_ms, retry_after_ms ?? 0))
  }
  if (status >= 500) {
    pushMetrics.pushed('unavailable')
    return rest(deps, push, Math.max(pauseAfter(push.failures), retry_after_ms ?? 0))
  }
  return refused(deps, push)
}

/** What is wrong with it stays wrong: another key of ours, a browser that never was. */
async function refused(deps: SettlePushDeps, push: DuePush): Promise<void> {
  deps.pushMetrics.pushed('rejected')
  if (push.failures + 1 >= refusalsAtMost) return endSubscription(deps.db, push.subscription_id)
  await pauseSubscription(deps.db, push.subscription_id, later(deps, pauseAfter(push.failures)))
  await settlePush(deps.db, push)
}

async function rest(deps: SettlePushDeps, push: DuePush, pause_ms: number): Promise<void> {
  await pauseSubscription(deps.db, push.subscription_id, later(deps, Math.min(longestAsked_ms, pause_ms)))
  await giveBackPush(deps.db, push, deps.now())
}

async function drop({ db, pushMetrics }: SettlePushDeps, push: DuePush): Promise<void> {
  pushMetrics.pushed('dropped')
  await settlePush(db, push)
}

async function settleFailure(deps: SettlePushDeps, push: DuePush, error: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return giveBackPush(deps.db, push, deps.now())
  if (isConnectionLost(error)) return // ours, not the push service's
  deps.logger.warn(about(push, error), 'a push could not be sent')
  if (error instanceof PrivateAddressError) return refused(deps, push)
  deps.pushMetrics.pushed('unavailable')
  await rest(deps, push, pauseAfter(push.failures))
}

function pauseAfter(failures: number): number {
  return Math.min(longestPause_ms, firstPause_ms * 2 ** failures)
}

function later({ now }: SettlePushDeps, ms: number): Date {
  return new Date(now().getTime() + ms)
}

/** Never the address, which lets its holder push to the browser, and never what was to be said. */
function about({ endpoint, subscription_id }: DuePush, error: unknown) {
  const { name = null, cause } = error as { name?: string; cause?: NodeJS.ErrnoException }
  return { push_service: URL.parse(endpoint)?.host ?? null, subscription_id, name, code: cause?.code ?? null }
}
