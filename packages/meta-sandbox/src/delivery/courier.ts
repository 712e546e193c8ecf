import type { Clock } from '../clock.ts'
import type { Random } from '../random.ts'
import { type SignedWebhook, signedBody } from '../wire/signature.ts'
import { envelope, type Platform, type Update } from '../wire/update.ts'
import { DeliveryLog, type DeliveryRecord, newRecord } from './delivery-log.ts'
import { Dispatcher, NotDelivered, type Planned } from './dispatcher.ts'
import { checkedFaults, drawFate, type Faults, noFate, noFaults } from './faults.ts'
import type { RetryPolicy } from './retry.ts'

/** Where the webhooks of an account go, and what they are signed with. */
export interface Destination {
  url: string
  secret: string
}

export interface CourierOptions {
  clock: Clock
  random: Random
  retry: RetryPolicy
  /** How many requests may be under way at once. */
  concurrency: number
  /** How many deliveries the log keeps. */
  logged: number
  /** Undefined when nobody has subscribed to this. */
  destinationOf: (update: Update) => Destination | undefined
  onChange?: ((record: DeliveryRecord) => void) | undefined
}

interface Held {
  update: Update
  destination: Destination
  resolve: () => void
  reject: (reason: NotDelivered) => void
}

/** How long a batch or a shuffled window waits for more before it goes as it is. */
const gatherMs = 150

/**
 * Takes updates to the receiver and does not let go before they are acknowledged. What concerns one customer is
 * delivered in order, unless a fault says otherwise. Keeps a log of every delivery, and the bytes for a replay.
 */
export class Courier {
  readonly #options: CourierOptions
  readonly #dispatcher: Dispatcher
  readonly log: DeliveryLog
  /** What a replay needs, for as long as the log remembers the delivery. */
  readonly #sent = new Map<string, { url: string; webhook: SignedWebhook }>()
  readonly #held = new Map<Platform, Held[]>()
  #faults: Faults = { ...noFaults }

  constructor(options: CourierOptions) {
    const { clock, retry, concurrency, logged, onChange = () => {} } = options
    this.#options = options
    this.log = new DeliveryLog(logged)
    const onDuplicate = (of: Planned) => this.#duplicate(of)
    this.#dispatcher = new Dispatcher({ clock, retry, concurrency, onDuplicate, onChange })
  }

  /** Resolves once acknowledged with 200; rejects with `NotDelivered` when given up, closed, or not subscribed. */
  send(update: Update): Promise<void> {
    const destination = this.#options.destinationOf(update)
    if (!destination) return this.#turnAway(update)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const held: Held = { update, destination, resolve, reject }
    if (this.#gathers()) this.#gather(held)
    else this.#dispatch([held], true)
    return promise
  }

  /** Sends bytes that somebody else has made and signed, as a delivery of their own. */
  sendSigned(platform: Platform, url: string, webhook: SignedWebhook): Promise<void> {
    const record = this.#record(platform, ['raw'], [], webhook.body.length)
    return this.#launch({ record, url, webhook, lanes: [], fate: noFate, notBefore: 0 })
  }

  /** Sends the same bytes again. Undefined when the log has forgotten them. The promise is that of the new delivery. */
  replay(id: string): { record: DeliveryRecord; ended: Promise<void> } | undefined {
    const original = this.log.find(id)
    const sent = this.#sent.get(id)
    if (!original || !sent) return undefined
    const record = this.#repeated(original)
    record.replay_of = id
    return { record, ended: this.#launch({ record, ...sent, lanes: [], fate: noFate, notBefore: 0 }) }
  }

  /** What went over the wire, for as long as the log remembers the delivery. */
  sent(id: string): { url: string; webhook: SignedWebhook } | undefined {
    return this.#sent.get(id)
  }

  get faults(): Readonly<Faults> {
    return this.#faults
  }

  /** Changes the named faults and leaves the others. What is held goes out when its fault ends. Throws a RangeError. */
  setFaults(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...checkedFaults(faults) }
    if (!this.#gathers()) this.#flushAll()
  }

  /** Updates that have not ended: held, waiting, on the wire, to be retried, or to come a second time. */
  get pending(): number {
    return this.#dispatcher.pending + this.#allHeld().length
  }

  /** Resolves when nothing is on the wire and nothing could be. What waits for a moment in time does not count. */
  quiet(): Promise<void> {
    return this.#dispatcher.quiet()
  }

  /** Resolves when every delivery has ended, retries and duplicates included. */
  drained(): Promise<void> {
    return this.#dispatcher.until(() => this.pending === 0)
  }

  /** Gives up whatever has not ended, forgets the log and ends all faults. */
  clear(): void {
    const held = this.#allHeld()
    this.#held.clear()
    for (const { update, reject } of held) reject(new NotDelivered(this.#recordOf([update], 0)))
    this.#dispatcher.clear()
    this.log.clear()
    this.#sent.clear()
    this.#faults = { ...noFaults }
  }

  close(): void {
    this.clear()
    this.#dispatcher.close()
  }

  async #turnAway(update: Update): Promise<void> {
    const record = this.#recordOf([update], 0)
    record.state = 'unsubscribed'
    this.#options.onChange?.(record)
    throw new NotDelivered(record)
  }

  #gathers(): boolean {
    return this.#faults.batch > 1 || this.#faults.reorder > 1
  }

  #gather(held: Held): void {
    const { platform } = held.update
    const window = this.#held.get(platform) ?? []
    window.push(held)
    this.#held.set(platform, window)
    if (window.length >= Math.max(this.#faults.batch, this.#faults.reorder)) {
      this.#flush(platform)
    } else if (window.length === 1) {
      this.#options.clock.after(gatherMs, () => this.#flushIf(platform, window))
    }
  }

  /** Unless that window has long been full and gone. */
  #flushIf(platform: Platform, window: Held[]): void {
    if (this.#held.get(platform) === window) this.#flush(platform)
  }

  #flushAll(): void {
    for (const platform of this.#held.keys()) this.#flush(platform)
  }

  #flush(platform: Platform): void {
    const window = this.#held.get(platform) ?? []
    this.#held.delete(platform)
    const isShuffled = this.#faults.reorder > 1
    const ordered = isShuffled ? this.#options.random.shuffle(window) : window
    // Accounts of one app share a callback; where an override is set, two updates may have to part.
    const byDestination = Map.groupBy(ordered, ({ destination }) => destination.url)
    for (const together of byDestination.values()) {
      for (const batch of slices(together, Math.max(1, this.#faults.batch))) this.#dispatch(batch, !isShuffled)
    }
  }

  #dispatch(batch: readonly Held[], inOrder: boolean): void {
    const { clock, random } = this.#options
    const updates = batch.map((held) => held.update)
    const { url, secret } = batch[0]!.destination
    const webhook = signedBody(envelope(updates[0]!.platform, updates, clock.now()), secret)
    const ended = this.#launch({
      record: this.#recordOf(updates, webhook.body.length),
      url,
      webhook,
      lanes: inOrder ? [...new Set(updates.map((update) => update.lane))] : [],
      fate: drawFate(this.#faults, random),
      notBefore: clock.now() + this.#faults.delayMs,
    })
    for (const { resolve, reject } of batch) ended.then(resolve, reject)
  }

  #duplicate({ record: original, url, webhook, notBefore }: Planned): void {
    const record = this.#repeated(original)
    record.duplicate_of = original.id
    void this.#launch({ record, url, webhook, lanes: [], fate: noFate, notBefore })
  }

  #launch(planned: Planned): Promise<void> {
    this.#sent.set(planned.record.id, { url: planned.url, webhook: planned.webhook })
    return this.#dispatcher.launch(planned)
  }

  #recordOf(updates: readonly Update[], bodyBytes: number): DeliveryRecord {
    const kinds = updates.map((update) => update.kind)
    const ids = updates.map((update) => update.messageId)
    return this.#record(updates[0]!.platform, kinds, ids, bodyBytes)
  }

  #repeated({ platform, kinds, message_ids, body_bytes }: DeliveryRecord): DeliveryRecord {
    return this.#record(platform, kinds, message_ids, body_bytes)
  }

  #record(platform: Platform, kinds: string[], messageIds: string[], bodyBytes: number): DeliveryRecord {
    const record = newRecord(this.log.nextId(), platform, kinds, messageIds, bodyBytes, this.#options.clock.now())
    const forgotten = this.log.keep(record)
    if (forgotten !== undefined) this.#sent.delete(forgotten)
    return record
  }

  #allHeld(): Held[] {
    return [...this.#held.values()].flat()
  }
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
