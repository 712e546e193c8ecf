import { randomUUID } from 'node:crypto'
import type { SandboxAccount } from './cast/account.ts'
import { Cast, type CustomerTraits } from './cast/cast.ts'
import type { Customer } from './cast/customer.ts'
import type { CustomerOf } from './cast/platform-customers.ts'
import type { Stage, TellOptions } from './cast/stage.ts'
import { SandboxClock } from './clock.ts'
import { Courier } from './delivery/courier.ts'
import type { DeliveryRecord, DeliveryState } from './delivery/delivery-log.ts'
import type { Faults } from './delivery/faults.ts'
import { defaultRetry } from './delivery/retry.ts'
import { Subscriptions, subscribableFields } from './graph/subscriptions.ts'
import { Ids, stableDigits } from './ids.ts'
import { MediaShelf } from './media/shelf.ts'
import type { LogLine, SandboxOptions, WebhookUrls } from './options.ts'
import { Random } from './random.ts'
import { Script } from './script/script.ts'
import { strayEdit } from './wire/instagram.ts'
import { isSignedWith, type SignedWebhook, signed, signedBody } from './wire/signature.ts'
import { type Platform, platforms, type Update } from './wire/update.ts'

export interface BurstOptions {
  count: number
  platform?: Platform | undefined
}

/** Meta's platforms, as far as a server that receives messages can tell. Start one with `startSandbox`. */
export class Sandbox {
  readonly seed: string
  readonly appId: string
  readonly appSecret: string
  readonly script: Script
  readonly subscriptions: Subscriptions
  readonly media: MediaShelf
  readonly #clock: SandboxClock
  readonly #random: Random
  readonly #courier: Courier
  readonly #cast: Cast
  readonly #verifyToken: string
  readonly #epoch: string
  #ids: Ids
  #resets = 0
  #url = ''
  #stop: () => Promise<void> = async () => {}

  constructor(options: SandboxOptions) {
    const { seed = 'sandbox', epoch = randomUUID(), verifyToken, appSecret, instagramAppSecret } = options
    this.seed = seed
    this.#epoch = epoch
    this.#verifyToken = verifyToken
    this.appId = options.appId ?? stableDigits(seed, 'app', '55', 15)
    this.appSecret = appSecret
    this.#clock = new SandboxClock(options)
    this.#random = new Random(`${seed}/faults`)
    this.#ids = new Ids(seed, epoch)
    this.media = new MediaShelf({
      seed,
      now: () => this.#clock.now(),
      baseUrl: () => this.#url,
      cdnUrl: () => options.cdnUrl ?? this.#url,
    })
    this.subscriptions = new Subscriptions({ appSecret, instagramAppSecret })
    this.#courier = new Courier({
      clock: this.#clock,
      random: this.#random,
      retry: { ...defaultRetry, ...options.retry },
      concurrency: options.concurrency ?? 8,
      logged: 1_000,
      destinationOf: (update) => this.subscriptions.destinationOf(update),
      onChange: reporter(options.log),
    })
    this.#cast = new Cast(seed, this.#stage(), options.people ?? true)
    this.script = new Script({
      seed,
      clock: this.#clock,
      customers: () => this.customers,
      pending: () => this.#courier.pending,
      drained: () => this.drained(),
    })
    this.setWebhooks(options.webhook ?? {})
  }

  /** Where the Graph and control endpoints are, without a slash at the end. */
  get url(): string {
    return this.#url
  }

  get accounts(): readonly SandboxAccount[] {
    return this.#cast.accounts
  }

  get customers(): readonly Customer[] {
    return this.#cast.customers
  }

  /** The platform's account; with several of them the first, or the one with this handle. Throws a RangeError. */
  account(platform: Platform, handle?: string): SandboxAccount {
    return this.#cast.account(platform, handle)
  }

  /** One more Page, Instagram account or number, with ids of its own, subscribed if the platform has a webhook. */
  addAccount(platform: Platform, handle: string, name = handle): SandboxAccount {
    const account = this.#cast.addAccount(platform, handle, name)
    if (this.subscriptions.appSubscription(platform)) this.#subscribe(account)
    return account
  }

  /** The customer with this handle, who is made up when there is none yet. */
  customer<P extends Platform>(platform: P, handle: string, traits: CustomerTraits = {}): CustomerOf[P] {
    const known = this.#cast.findCustomer(platform, handle, traits.account)
    // A platform's customers are of the platform's class: `Cast` makes no others.
    return (known as CustomerOf[P] | undefined) ?? this.#cast.addCustomer(platform, handle, traits)
  }

  /** Undefined when there is nobody with this handle. */
  findCustomer(platform: Platform, handle: string): Customer | undefined {
    return this.#cast.findCustomer(platform, handle)
  }

  /** A new customer. Throws a RangeError when the account has one with this handle. */
  addCustomer<P extends Platform>(platform: P, handle: string, traits?: CustomerTraits): CustomerOf[P] {
    return this.#cast.addCustomer(platform, handle, traits)
  }

  /** From now on webhooks go here, without a handshake; all accounts of these platforms are subscribed to all fields. */
  setWebhooks(urls: WebhookUrls): void {
    for (const platform of platforms) {
      const callbackUrl = urls[platform]
      if (callbackUrl === undefined) continue
      const fields = subscribableFields[platform]
      this.subscriptions.setApp(platform, { callbackUrl, verifyToken: this.#verifyToken, fields })
      for (const account of this.accounts) if (account.platform === platform) this.#subscribe(account)
    }
  }

  /**
   * Signs any payload as the platform would and delivers it to the app's callback. Bytes are signed as they are.
   * Resolves once acknowledged; rejects with `NotDelivered`. Throws a RangeError when the platform has no callback.
   */
  async deliver(platform: Platform, payload: unknown, { wait = true }: TellOptions = {}): Promise<void> {
    const app = this.subscriptions.appSubscription(platform)
    if (!app) throw new RangeError(`Nobody has subscribed to ${platform}.`)
    const secret = this.subscriptions.secretOf(platform)
    const webhook = Buffer.isBuffer(payload) ? signed(payload, secret) : signedBody(payload, secret)
    const acknowledged = this.#courier.sendSigned(platform, app.callbackUrl, webhook)
    if (wait) await acknowledged
  }

  /** As many short messages as wanted, from whoever is there, at once. Their ids are there before they are delivered. */
  burst({ count, platform }: BurstOptions): { ids: string[]; acknowledged: Promise<void> } {
    const crowd = this.customers.filter((customer) => (platform ?? customer.platform) === customer.platform)
    if (crowd.length === 0) throw new RangeError('There is nobody who could write.')
    const told = Array.from({ length: count }, (_, index) =>
      crowd[index % crowd.length]!.begin({ kind: 'text', text: `Message ${index + 1} of ${count}` }),
    )
    const acknowledged = Promise.all(told.map((one) => one.acknowledged)).then(() => {})
    acknowledged.catch(() => {})
    return { ids: told.flatMap((one) => one.ids), acknowledged }
  }

  get faults(): Readonly<Faults> {
    return this.#courier.faults
  }

  /** Changes the named faults and leaves the others. Throws a RangeError. */
  setFaults(faults: Partial<Faults>): void {
    this.#courier.setFaults(faults)
  }

  /** The newest deliveries first, at most 1,000 are remembered. */
  deliveries({
    limit,
    state,
  }: {
    limit?: number | undefined
    state?: DeliveryState | undefined
  } = {}): DeliveryRecord[] {
    const all = this.#courier.log.list()
    return all.filter((record) => (state ?? record.state) === record.state).slice(0, limit)
  }

  findDelivery(id: string): DeliveryRecord | undefined {
    return this.#courier.log.find(id)
  }

  /**
   * The bytes of a delivery, where they went, and whether their signature is the one that the app's secret gives.
   * Undefined where nothing was sent, or it has been forgotten.
   */
  sentBytes(id: string): { url: string; webhook: SignedWebhook; isSigned: boolean } | undefined {
    const record = this.findDelivery(id)
    const sent = this.#courier.sent(id)
    if (!record || !sent) return undefined
    return { ...sent, isSigned: isSignedWith(sent.webhook, this.subscriptions.secretOf(record.platform)) }
  }

  /** Delivers the same bytes once more. Undefined when there is no such delivery (any more). */
  replay(id: string): { record: DeliveryRecord; ended: Promise<void> } | undefined {
    return this.#courier.replay(id)
  }

  /** Deliveries that have not ended. */
  get pending(): number {
    return this.#courier.pending
  }

  now(): number {
    return this.#clock.now()
  }

  /** Moves the sandbox's time forward in one step. Resolves when what that set off has left the wire. */
  async advance(ms: number): Promise<void> {
    this.#clock.jump(ms)
    await this.#courier.quiet()
  }

  /** Resolves when nothing is on the wire. What waits for a retry or for its delay does not count. */
  quiet(): Promise<void> {
    return this.#courier.quiet()
  }

  /** Resolves when every delivery has ended: acknowledged or given up, retries and duplicates included. */
  drained(): Promise<void> {
    return this.#courier.drained()
  }

  /**
   * Back to the beginning: the script stopped, faults ended, time as it is, the log empty, only the people of the
   * demo. Subscriptions stay. Ids of messages do not repeat: the epoch counts the resets.
   */
  reset(): void {
    this.script.rewind()
    this.#courier.clear()
    this.#clock.reset()
    this.#cast.reset()
    this.#resets += 1
    this.#ids = new Ids(this.seed, `${this.#epoch}/${this.#resets}`)
  }

  /** Ends everything; what is under way rejects with `NotDelivered`. */
  async close(): Promise<void> {
    this.script.stop()
    this.#courier.close()
    this.#clock.reset()
    await this.#stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** @internal The server that answers for this sandbox. */
  attach(url: string, stop: () => Promise<void>): void {
    this.#url = url
    this.#stop = stop
  }

  /** @internal */
  get ids(): Ids {
    return this.#ids
  }

  #subscribe(account: SandboxAccount): void {
    this.subscriptions.subscribe(account, subscribableFields[account.platform])
  }

  #stage(): Stage {
    const ids = () => this.#ids
    return {
      get ids() {
        return ids()
      },
      media: this.media,
      now: () => this.#clock.now(),
      tell: (update) => this.#tell(update),
    }
  }

  #tell(update: Update): Promise<void> {
    const told = this.#courier.send(update)
    const isNew = update.platform === 'instagram' && update.field === 'messages' && update.kind !== 'unsend'
    if (isNew && this.#random.chance(this.faults.strayEdits)) this.#courier.send(strayEdit(update)).catch(() => {})
    return told
  }
}

function reporter(log: ((line: LogLine) => void) | undefined): ((record: DeliveryRecord) => void) | undefined {
  if (!log) return undefined
  return ({ id, platform, state, attempts }) => {
    if (state === 'acknowledged' || state === 'waiting') return
    const last = attempts.at(-1)
    log({
      event: `delivery_${state}`,
      delivery: id,
      platform,
      attempts: attempts.length,
      status: last?.status ?? null,
      error: last?.error ?? null,
    })
  }
}
