import type { Clock } from '../clock.ts'
import type { SignedWebhook } from '../wire/signature.ts'
import type { DeliveryRecord } from './delivery-log.ts'
import type { Fate } from './faults.ts'
import { Lanes } from './lanes.ts'
import { type RetryPolicy, retryWait } from './retry.ts'
import { type Answer, Line } from './round-trip.ts'

/** The webhook was not acknowledged, and will not be. `record` has every attempt. */
export class NotDelivered extends Error {
  readonly record: DeliveryRecord

  constructor(record: DeliveryRecord) {
    const last = record.attempts.at(-1)
    super(`Delivery ${record.id} is ${record.state}: ${last?.error ?? last?.status ?? 'nothing was sent'}.`)
    this.name = 'NotDelivered'
    this.record = record
  }
}

/** A request that is to be made, as often as it takes. */
export interface Planned {
  record: DeliveryRecord
  url: string
  webhook: SignedWebhook
  /** It waits for whatever entered one of these before it. */
  lanes: readonly string[]
  fate: Fate
  /** Sandbox time, milliseconds since 1970. */
  notBefore: number
}

interface Delivery extends Planned {
  firstTriedAt: number | undefined
  resolve: () => void
  reject: (reason: NotDelivered) => void
}

export interface DispatcherOptions {
  clock: Clock
  retry: RetryPolicy
  concurrency: number
  /** The moment has come at which this delivery should come a second time. */
  onDuplicate: (of: Planned) => void
  onChange: (record: DeliveryRecord) => void
}

const laterDuplicateMs = 1_000

/** Makes the requests: at most `concurrency` at once, in order per lane, again and again until they are acknowledged. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #line = new Line()
  readonly #lanes = new Lanes<Delivery>((delivery) => this.#takeTurn(delivery))
  readonly #ready: Delivery[] = []
  /** Whatever has not ended, also what waits for a retry. */
  readonly #open = new Set<Delivery>()
  #duplicatesToCome = 0
  #underWay = 0
  #isClosed = false
  /** Counts the clearings: what was planned before the last one does not happen. */
  #generation = 0
  #waiters: { isMet: () => boolean; resolve: () => void }[] = []

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Resolves once acknowledged with 200, rejects with `NotDelivered` once given up. */
  launch(planned: Planned): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const delivery: Delivery = { ...planned, firstTriedAt: undefined, resolve, reject }
    // Duplicates and replays may fail without anybody asking.
    promise.catch(() => {})
    if (this.#isClosed) this.#end(delivery, 'failed')
    else this.#admit(delivery)
    return promise
  }

  /** Deliveries that have not ended, and duplicates that are still to come. */
  get pending(): number {
    return this.#open.size + this.#duplicatesToCome
  }

  /** Resolves when nothing is on the wire and nothing could be. What waits for a moment in time does not count. */
  quiet(): Promise<void> {
    return this.until(() => this.#underWay === 0 && this.#ready.length === 0)
  }

  /** Resolves when the condition holds; looks after every attempt. */
  until(isMet: () => boolean): Promise<void> {
    if (isMet()) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ isMet, resolve }))
  }

  /** Gives up whatever has not ended. */
  clear(): void {
    this.#generation += 1
    const given = [...this.#open]
    this.#open.clear()
    this.#ready.length = 0
    this.#lanes.clear()
    this.#duplicatesToCome = 0
    for (const delivery of given) this.#end(delivery, 'failed')
    this.#wakeWaiters()
  }

  close(): void {
    this.#isClosed = true
    this.clear()
    this.#line.close()
  }

  #admit(delivery: Delivery): void {
    this.#open.add(delivery)
    this.#lanes.enter(delivery, delivery.lanes)
  }

  #takeTurn(delivery: Delivery): void {
    if (delivery.fate.duplicate === 'parallel') this.#options.onDuplicate(delivery)
    const wait = delivery.notBefore - this.#options.clock.now()
    if (wait > 0) this.#later(wait, () => this.#makeReady(delivery))
    else this.#makeReady(delivery)
  }

  #makeReady(delivery: Delivery): void {
    this.#ready.push(delivery)
    this.#pump()
  }

  #pump(): void {
    while (this.#underWay < this.#options.concurrency) {
      const delivery = this.#ready.shift()
      if (!delivery) return
      void this.#attempt(delivery)
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const generation = this.#generation
    const at = new Date(this.#options.clock.now()).toISOString()
    delivery.firstTriedAt ??= this.#options.clock.now()
    this.#underWay += 1
    const answer = await this.#request(delivery)
    this.#underWay -= 1
    if (generation === this.#generation) this.#settle(delivery, at, answer)
    this.#pump()
    this.#wakeWaiters()
  }

  async #request({ record, url, webhook, fate }: Delivery): Promise<Answer> {
    if (fate.dropsFirst && record.attempts.length === 0) return { status: null, error: 'dropped', latencyMs: 0 }
    const answer = await this.#line.post(url, webhook, this.#options.retry.timeoutMs)
    const isLost = fate.losesFirstAnswer && answer.status === 200 && !record.attempts.some(hasLostAnswer)
    return isLost ? { ...answer, error: answerLost } : answer
  }

  #settle(delivery: Delivery, at: string, { status, error, latencyMs }: Answer): void {
    delivery.record.attempts.push({ at, status, error, latency_ms: Math.round(latencyMs * 100) / 100 })
    if (status === 200 && error === null) this.#end(delivery, 'acknowledged')
    else this.#retry(delivery)
  }

  #retry(delivery: Delivery): void {
    const { clock, retry, onChange } = this.#options
    const wait = retryWait(retry, delivery.record.attempts.length, clock.now() - delivery.firstTriedAt!)
    if (wait === undefined) {
      this.#end(delivery, 'failed')
      return
    }
    delivery.record.state = 'retrying'
    onChange(delivery.record)
    this.#later(wait, () => this.#makeReady(delivery))
  }

  #end(delivery: Delivery, state: 'acknowledged' | 'failed'): void {
    const { record, lanes, fate } = delivery
    record.state = state
    this.#open.delete(delivery)
    this.#options.onChange(record)
    if (state === 'failed') delivery.reject(new NotDelivered(record))
    else delivery.resolve()
    this.#lanes.leave(delivery, lanes)
    if (state === 'acknowledged' && fate.duplicate === 'later') this.#duplicateLater(delivery)
  }

  #duplicateLater(delivery: Delivery): void {
    this.#duplicatesToCome += 1
    this.#later(laterDuplicateMs, () => {
      this.#duplicatesToCome -= 1
      this.#options.onDuplicate(delivery)
    })
  }

  #later(waitMs: number, run: () => void): void {
    const generation = this.#generation
    this.#options.clock.after(waitMs, () => {
      if (generation === this.#generation) run()
    })
  }

  #wakeWaiters(): void {
    const met = this.#waiters.filter((waiter) => waiter.isMet())
    if (met.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => !met.includes(waiter))
    for (const waiter of met) waiter.resolve()
  }
}

const answerLost = 'answer_lost'

function hasLostAnswer({ error }: { error: string | null }): boolean {
  return error === answerLost
}
