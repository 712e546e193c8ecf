import type { SandboxAccount } from '../cast/account.ts'
import type { Customer } from '../cast/customer.ts'
import { people } from '../cast/people.ts'
import type { Faults } from '../delivery/faults.ts'
import { stableDigits } from '../ids.ts'
import type { Sandbox } from '../sandbox.ts'
import { platforms } from '../wire/update.ts'
import { ControlError } from './control-error.ts'

const faultNames: Record<keyof Faults, string> = {
  duplicates: 'duplicates',
  reorder: 'reorder',
  batch: 'batch',
  delayMs: 'delay_ms',
  drop: 'drop',
  loseAnswer: 'lose_answer',
  strayEdits: 'stray_edits',
}

/** Everything there is to know, in one look. */
export function stateView(sandbox: Sandbox): unknown {
  return {
    url: sandbox.url,
    now: new Date(sandbox.now()).toISOString(),
    seed: sandbox.seed,
    app_id: sandbox.appId,
    webhooks: Object.fromEntries(
      platforms.map((platform) => [platform, sandbox.subscriptions.appSubscription(platform)?.callbackUrl ?? null]),
    ),
    script: { running: sandbox.script.isRunning, speed: sandbox.script.speed },
    faults: faultsView(sandbox.faults),
    pending: sandbox.pending,
    accounts: sandbox.accounts.map((account) => accountView(sandbox, account)),
    customers: sandbox.customers.map((customer) => customerView(sandbox, customer)),
    deliveries: sandbox.deliveries({ limit: 20 }),
  }
}

export function accountView(sandbox: Sandbox, account: SandboxAccount): object {
  return {
    platform: account.platform,
    handle: account.handle,
    name: account.name,
    username: account.username,
    external_id: account.externalId,
    app_scoped_id: account.appScopedId || null,
    waba_id: account.wabaId || null,
    phone: account.phone || null,
    access_token: account.accessToken,
    token_state: account.tokenState,
    is_subscribed: sandbox.subscriptions.fieldsOf(account) !== undefined,
  }
}

export function customerView(sandbox: Sandbox, customer: Customer): object {
  const { platform, handle, name, username, scopedId, phone, userId, account, thread, lines } = customer
  return {
    platform,
    handle,
    name,
    username,
    account: account.handle,
    id: scopedId || phone || userId,
    phone,
    user_id: userId || null,
    manner: people.find((one) => one.platform === platform && one.handle === handle)?.manner ?? null,
    avatar_url: avatarUrl(sandbox, scopedId || userId),
    last_at: lines.length > 0 ? new Date(lines.at(-1)!.at).toISOString() : null,
    last_messages: thread.slice(-5).map(({ id, from, text }) => ({ id, from, text })),
  }
}

/** The picture that the profile shows, where the platform has profiles. */
export function avatarUrl({ media }: Sandbox, id: string): string {
  return media.signedUrl('avatar', stableDigits(id, 'avatar', '', 12))
}

export function faultsView(faults: Readonly<Faults>): Record<string, number> {
  return Object.fromEntries(Object.entries(faultNames).map(([name, label]) => [label, faults[name as keyof Faults]]))
}

/** The faults that a request names. Whether the numbers make sense is for `setFaults` to say. */
export function faultsIn(body: Record<string, unknown>): Partial<Faults> {
  const labels = Object.values(faultNames)
  const unknown = Object.keys(body).find((label) => !labels.includes(label))
  if (unknown !== undefined) {
    throw new ControlError(422, 'invalid', `There is no fault "${unknown}". There are: ${labels.join(', ')}.`)
  }
  const given = Object.entries(faultNames).filter(([, label]) => body[label] !== undefined)
  return Object.fromEntries(given.map(([name, label]) => [name, body[label]])) as Partial<Faults>
}
