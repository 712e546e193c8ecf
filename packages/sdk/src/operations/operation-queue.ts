import type { Clock } from '../clock.ts'
import { createIds } from '../new-id.ts'
import type { Requests } from '../requests.ts'
import { type InboxStore, notify } from '../store.ts'
import { Hearsay, holds } from './held.ts'
import { Mirror } from './mirror.ts'
import type { Operation, OperationError } from './operation.ts'
import { type AnswerOf, kindOf, type OperationKind, type PayloadOf } from './operation-kinds.ts'
import { alone, type Exclusively, memoryStorage, type OperationStorage } from './operation-storage.ts'
import { failureOf } from './retry.ts'

export interface OperationQueueDeps {
  readonly requests: Requests
  readonly store: InboxStore
  readonly clock: Clock
  readonly random: () => number
  /** Where they outlive the program; left out, nowhere. */
  readonly storage?: OperationStorage | undefined
  /** So that one of several tabs sends; left out, this is the only one. */
  readonly exclusively?: Exclusively | undefined
  /** The storage has failed: operations live on in memory, for as long as that lasts. */
  readonly onError?: ((error: unknown) => void) | undefined
}

type AnswerListener = (operation: Operation, answer: unknown) => void

const atOnce = 4

/**
 * What a member does, in the order they did it, until the store holds it.
 *
 * - An operation is in the storage before it is sent, and forgotten only when the store holds its result or somebody
 *   discards it. Whatever dies in between, it is sent again, and sent again it is the same.
 * - Those that share a lane are sent one after the other; at most four altogether are on their way.
 * - Of several tabs one sends (`exclusively`); the others see the same operations and may add, retry and discard.
 */
export class OperationQueue {
  readonly #deps: OperationQueueDeps
  readonly #mirror: Mirror
  readonly #running = new Map<string, AbortController>()
  readonly #heard = new Hearsay()
  readonly #listeners = new Set<() => void>()
  readonly #answerListeners = new Set<AnswerListener>()
  readonly #newId: () => string
  #session: AbortController | null = null
  #isSending = false
  #isPumping = false
  #cancelTimer: (() => void) | null = null

  constructor(deps: OperationQueueDeps) {
    this.#deps = deps
    this.#newId = createIds(() => deps.clock.now())
    const storage = deps.storage ?? memoryStorage()
    this.#mirror = new Mirror({
      storage,
      onError: deps.onError ?? (() => {}),
      isStillNeeded: (operation) => operation.state === 'done' && !this.#isHeld(operation),
      changed: () => this.#changed(),
      rested: () => this.#pump(),
    })
    deps.store.onEvent((event) => {
      this.#heard.hear(event, (key) => this.#concerns(key))
      this.#settle()
    })
    deps.store.subscribe(() => this.#settle())
  }

  /** All that the store does not hold yet, in the order in which they were done. */
  get operations(): readonly Operation[] {
    return this.#mirror.operations
  }

  /** Calls back after every change; returns how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back with what the server answered, in the tab that has asked. */
  onAnswer(listener: AnswerListener): () => void {
    this.#answerListeners.add(listener)
    return () => this.#answerListeners.delete(listener)
  }

  /** Does something. It shows at once (`Screen`), and is sent as soon as it can be. */
  add<K extends OperationKind>(kind: K, payload: PayloadOf<K>): Operation<K> {
    const now = this.#deps.clock.now()
    const order = Math.max(now, (this.operations.at(-1)?.order ?? 0) + 1)
    const created_at = new Date(now).toISOString()
    const begun = { state: 'queued', attempts: 0, retry_at: null, error: null, traces: null } as const
    const operation = { id: this.#newId(), kind, payload, order, created_at, ...begun } as unknown as Operation<K>
    this.#mirror.put(operation as Operation)
    return operation
  }

  /** Sends again what was refused, or what waits. */
  retry(id: string): void {
    this.#mirror.change(id, (operation) =>
      operation.state === 'needs_attention' || operation.state === 'waiting' ? queued(operation) : operation,
    )
  }

  /** Lets go of an operation. What has been sent may have been done all the same. */
  discard(id: string): void {
    this.#running.get(id)?.abort()
    this.#mirror.drop(id)
  }

  /** The network is back: what got no answer is sent again now. Who was told to wait goes on waiting. */
  wake(): void {
    for (const { id, state, error } of this.operations) {
      if (state === 'waiting' && error?.code === 'network') this.retry(id)
    }
  }

  /** Begins to read and, in one of several tabs, to send. */
  start(): void {
    if (this.#session) return
    const session = new AbortController()
    this.#session = session
    this.#mirror.open()
    const exclusively = this.#deps.exclusively ?? alone
    exclusively(() => this.#sendUntil(session.signal), session.signal).catch((error: unknown) => {
      if (!session.signal.aborted) this.#deps.onError?.(error)
    })
  }

  /** Sends nothing more. What is on its way is sent again by whoever comes next. */
  stop(): void {
    this.#session?.abort()
    this.#session = null
    this.#isSending = false
    this.#mirror.close()
  }

  async #sendUntil(signal: AbortSignal): Promise<void> {
    await this.#mirror.settled() // what the one before has left behind
    if (signal.aborted) return
    this.#isSending = true
    this.#pump()
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    this.#cancelTimer?.()
    for (const controller of this.#running.values()) controller.abort()
    await this.#mirror.settled()
  }

  #changed(): void {
    notify(this.#listeners)
    this.#pump()
  }

  // What is sent changes what is due, so it is looked for anew each time.
  #pump(): void {
    if (!this.#isSending || this.#isPumping || !this.#mirror.isAtRest) return
    this.#isPumping = true
    this.#cancelTimer?.()
    let { operation, next } = this.#findDue()
    for (; operation; { operation, next } = this.#findDue()) void this.#send(operation)
    const ms = next - this.#deps.clock.now()
    this.#cancelTimer = Number.isFinite(ms) ? this.#deps.clock.after(ms, () => this.#pump()) : null
    this.#isPumping = false
  }

  /** The first that may be sent now, or when the next one may. */
  #findDue(): { operation: Operation | null; next: number } {
    const now = this.#deps.clock.now()
    const running = this.operations.filter(({ id }) => this.#running.has(id))
    const taken = new Set(running.flatMap((operation) => laneOf(operation).lanes))
    let next = Number.POSITIVE_INFINITY
    for (const operation of this.operations) {
      const { lanes, holdsLane } = laneOf(operation)
      if (operation.state === 'done' || (operation.state === 'needs_attention' && !holdsLane)) continue
      const isFirst = lanes.every((lane) => !taken.has(lane))
      for (const lane of lanes) taken.add(lane)
      if (!isFirst || operation.state === 'needs_attention' || this.#running.has(operation.id)) continue
      if ((operation.retry_at ?? 0) > now) next = Math.min(next, operation.retry_at!)
      else if (this.#running.size < atOnce) return { operation, next }
    }
    return { operation: null, next }
  }

  async #send({ id, kind, payload, attempts }: Operation): Promise<void> {
    const { requests, store, random, clock } = this.#deps
    const objection = store.state && kindOf(kind).objection?.(store.state, payload)
    const controller = new AbortController()
    this.#running.set(id, controller)
    try {
      if (objection) return this.#mirror.change(id, (operation) => refused(operation, objection))
      this.#mirror.change(id, (operation) => ({
        ...operation,
        state: 'sending',
        attempts: attempts + 1,
        retry_at: null,
      }))
      const answer = await kindOf(kind).send(requests, payload, controller.signal)
      const traces = kindOf(kind).traces(answer, payload)
      this.#running.delete(id)
      this.#mirror.change(id, (operation) => ({ ...operation, state: 'done', error: null, traces }))
      const operation = this.operations.find((each) => each.id === id)
      if (operation) notify(this.#answerListeners, operation, answer)
      this.#settle()
    } catch (thrown) {
      this.#running.delete(id)
      if (controller.signal.aborted) return this.#mirror.change(id, queued)
      const { error, delay_ms } = failureOf(thrown, attempts + 1, random)
      const retry_at = delay_ms === null ? null : clock.now() + delay_ms
      this.#mirror.change(id, (operation) =>
        retry_at === null ? refused(operation, error) : { ...operation, state: 'waiting', error, retry_at },
      )
    } finally {
      this.#running.delete(id)
    }
  }

  /** Forgets what the store holds by now. */
  #settle(): void {
    if (this.operations.length === 0) return
    for (const operation of this.operations) {
      if (operation.state === 'done' && this.#isHeld(operation)) this.#mirror.drop(operation.id)
    }
    this.#heard.forgetAllBut((key) => this.#concerns(key))
  }

  #isHeld({ traces }: Operation): boolean {
    const { state } = this.#deps.store
    return state !== null && (traces ?? []).every((trace) => holds(state, trace) || this.#heard.knows(trace))
  }

  #concerns(key: string): boolean {
    return this.operations.some((operation) => laneOf(operation).lanes.includes(key))
  }
}

/** How an operation of a queue was answered, for those who know its kind. */
export function isAnswerTo<K extends OperationKind>(
  kind: K,
  operation: Operation,
  answer: unknown,
): answer is AnswerOf<K> {
  return operation.kind === kind && answer !== undefined
}

function laneOf({ kind, payload }: Operation) {
  const { lanes, holdsLane = false } = kindOf(kind)
  return { lanes: lanes(payload), holdsLane }
}

function queued(operation: Operation): Operation {
  return { ...operation, state: 'queued', retry_at: null, error: null }
}

function refused(operation: Operation, error: OperationError): Operation {
  return { ...operation, state: 'needs_attention', retry_at: null, error }
}
