import type {
  ClientFrame,
  PresenceFrame,
  ServerFrame,
  Snapshot,
  TypingFrame,
  VolatileFrame,
} from '@switchboard/protocol'
import type { Clock } from './clock.ts'
import {
  type ConnectionEvent,
  type ConnectionState,
  type Effect,
  type Failure,
  initialState,
  type Needs,
  needsOf,
  step,
  type TimerName,
} from './connection-state.ts'
import { type ConnectionStatus, isSameStatus, statusOf } from './connection-status.ts'
import { readFrame } from './read-frame.ts'
import { ApiError } from './request-errors.ts'
import type { SnapshotWindow } from './state.ts'
import { type InboxStore, notify } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import type { HeldToken, Tokens } from './tokens.ts'

/** As much of a WebSocket as is used: the browser's, Node's own, or that of `ws`. */
export interface Socket {
  readonly readyState: number
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(data: string): void
  close(code?: number): void
}

/** For those who check or measure: every frame as it came, and every step of the store through the log. */
export interface Observer {
  onFrame?(frame: ServerFrame | 'unknown' | null): void
  /** `event_ids` is empty where only the cursor moved, and where a snapshot took the place of the log. */
  onApplied?(applied: { cursor: string; event_ids: string[]; by: 'events' | 'heartbeat' | 'snapshot' }): void
  onState?(state: ConnectionState): void
}

export interface ConnectionDeps {
  /** `wss://…/api/v1/realtime` */
  readonly url: string
  readonly WebSocket: new (url: string) => Socket
  readonly tokens: Tokens
  readonly store: InboxStore
  readonly window: SnapshotWindow
  fetchSnapshot(signal: AbortSignal): Promise<Snapshot>
  readonly clock: Clock
  random(): number
  readonly surroundings: Surroundings
  readonly observer: Observer
}

interface Task {
  readonly abort: AbortController
}

const isOpen = 1 // WebSocket.OPEN

/**
 * The effects of the table in `connection-state.ts`, and nothing else: after every step the socket, the requests and the
 * timers are brought in line with what the new state needs. Events are handled one after the other, also where one
 * effect causes the next.
 */
export class Connection {
  readonly #deps: ConnectionDeps
  readonly #statusListeners = new Set<() => void>()
  readonly #volatileListeners = new Set<(frame: VolatileFrame) => void>()
  readonly #queue: ConnectionEvent[] = []
  #isHandling = false
  #state = initialState
  #status = statusOf(initialState)
  #stopListening: (() => void) | null = null
  #socket: Socket | null = null
  #token: HeldToken | null = null
  readonly #tasks = new Map<'token' | 'snapshot', Task>()
  readonly #timers = new Map<TimerName, { at: number; cancel: () => void }>()

  constructor(deps: ConnectionDeps) {
    this.#deps = deps
  }

  /** The same object until it changes. */
  get status(): ConnectionStatus {
    return this.#status
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  /** Typing and presence of others: never in the log, and gone when missed. */
  onVolatile(listener: (frame: VolatileFrame) => void): () => void {
    this.#volatileListeners.add(listener)
    return () => this.#volatileListeners.delete(listener)
  }

  connect(): void {
    const { surroundings } = this.#deps
    this.#stopListening ??= surroundings.listen(
      () => this.#handle({ type: 'wake' }),
      () => this.#handle({ type: 'gone_offline' }),
    )
    this.#handle({ type: 'connect' })
  }

  /** Now instead of at `retry_at`; also out of `stopped`. */
  retryNow(): void {
    this.#handle({ type: 'retry' })
  }

  close(): void {
    this.#stopListening?.()
    this.#stopListening = null
    this.#handle({ type: 'close' })
  }

  /** Says what this member is doing, or nothing if nobody can hear it now. */
  send(frame: TypingFrame | PresenceFrame): void {
    if (this.#state.name === 'live') this.#write(frame)
  }

  #handle(event: ConnectionEvent): void {
    this.#queue.push(event)
    if (this.#isHandling) return
    this.#isHandling = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#take(next)
    } finally {
      this.#isHandling = false
    }
    this.#tellStatus()
  }

  #take(event: ConnectionEvent): void {
    const { clock, random, store, surroundings } = this.#deps
    const context = {
      now: clock.now(),
      random: random(),
      has_cursor: store.state !== null,
      is_online: surroundings.isOnline(),
    }
    const { state, effects } = step(this.#state, event, context)
    const isNew = state !== this.#state
    this.#state = state
    this.#carryOut(effects)
    this.#provide(needsOf(state))
    if (isNew) this.#observe('onState', state)
  }

  /** What throws has changed nothing, and the rest of the step made no sense any more. */
  #carryOut(effects: readonly Effect[]): void {
    try {
      for (const effect of effects) this.#perform(effect)
    } catch {
      // Not to be logged: the error may quote a message. A snapshot takes the place of what could not be taken in.
      this.#queue.push({ type: 'apply_failed' })
    }
  }

  #perform(effect: Effect): void {
    const { store, tokens, window } = this.#deps
    switch (effect.type) {
      case 'send_auth': {
        const token = this.#token?.access_token ?? ''
        this.#write({ op: 'auth', token, ...(effect.with_cursor && { cursor: store.state?.cursor ?? null }) })
        break
      }
      case 'send_pull':
        this.#write({ op: 'pull', cursor: store.state?.cursor ?? '' })
        break
      case 'send_heartbeat':
        this.#write({ op: 'heartbeat', n: effect.n, cursor: store.state?.cursor ?? null })
        break
      case 'apply': {
        const { cursor, events } = effect.frame
        store.apply(effect.frame)
        this.#observe('onApplied', { cursor, event_ids: events.map(({ id }) => id), by: 'events' })
        break
      }
      case 'advance': {
        const { cursor } = effect
        if (store.state?.cursor === cursor) break
        store.advance(cursor)
        this.#observe('onApplied', { cursor, event_ids: [], by: 'heartbeat' })
        break
      }
      case 'replace':
        store.replace(effect.snapshot, window)
        this.#observe('onApplied', { cursor: effect.snapshot.cursor, event_ids: [], by: 'snapshot' })
        break
      case 'forget_token':
        if (this.#token) tokens.forget(this.#token.access_token)
        break
    }
  }

  #provide({ socket, token, snapshot, timers }: Needs): void {
    if (!socket) this.#closeSocket()
    else if (!this.#socket) this.#openSocket()
    this.#provideTask('token', token, (signal) => this.#fetchToken(signal))
    this.#provideTask('snapshot', snapshot, (signal) => this.#fetchSnapshot(signal))
    for (const [name, { at }] of this.#timers) if (timers[name] !== at) this.#stopTimer(name)
    for (const [name, at] of Object.entries(timers)) this.#startTimer(name as TimerName, at)
  }

  #openSocket(): void {
    const { url, WebSocket } = this.#deps
    let socket: Socket
    try {
      socket = new WebSocket(url)
    } catch {
      this.#queue.push({ type: 'socket_closed', code: 1006 }) // an address that no socket takes: as good as no server
      return
    }
    this.#socket = socket
    const ifCurrent = (handle: () => void) => {
      if (this.#socket === socket) handle()
    }
    socket.onopen = () => ifCurrent(() => this.#handle({ type: 'socket_open' }))
    socket.onmessage = ({ data }: { data: unknown }) => ifCurrent(() => this.#receive(data))
    socket.onerror = () => {} // a close always follows, and says as much
    socket.onclose = ({ code }: { code: number }) =>
      ifCurrent(() => {
        this.#socket = null
        this.#handle({ type: 'socket_closed', code })
      })
  }

  // The handlers stay, because some implementations throw what nobody listens to; they know that they are not meant.
  #closeSocket(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close(1000)
  }

  #write(frame: ClientFrame): void {
    if (this.#socket?.readyState === isOpen) this.#socket.send(JSON.stringify(frame))
  }

  #receive(data: unknown): void {
    const frame = readFrame(data)
    this.#observe('onFrame', frame)
    if (typeof frame === 'object' && frame?.op === 'volatile') notify(this.#volatileListeners, frame)
    this.#handle(eventOf(frame))
  }

  #provideTask(
    name: 'token' | 'snapshot',
    isNeeded: boolean,
    run: (signal: AbortSignal) => Promise<ConnectionEvent>,
  ): void {
    const running = this.#tasks.get(name)
    if (isNeeded === (running !== undefined)) return
    if (running) {
      this.#tasks.delete(name)
      running.abort.abort()
      return
    }
    const task: Task = { abort: new AbortController() }
    this.#tasks.set(name, task)
    void run(task.abort.signal).then((event) => {
      if (this.#tasks.get(name) !== task) return // nobody waits for it any more
      this.#tasks.delete(name)
      this.#handle(event)
    })
  }

  async #fetchToken(signal: AbortSignal): Promise<ConnectionEvent> {
    try {
      const token = await this.#deps.tokens.get(signal)
      if (!signal.aborted) this.#token = token
      return { type: 'token_ready', renew_at: token.renew_at }
    } catch (error) {
      return { type: 'token_failed', failure: failureOf(error) }
    }
  }

  async #fetchSnapshot(signal: AbortSignal): Promise<ConnectionEvent> {
    try {
      return { type: 'snapshot_ready', snapshot: await this.#deps.fetchSnapshot(signal) }
    } catch (error) {
      return { type: 'snapshot_failed', failure: failureOf(error) }
    }
  }

  #startTimer(name: TimerName, at: number): void {
    if (this.#timers.has(name)) return
    const { clock } = this.#deps
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      this.#timers.delete(name)
      // A clock may be set back, and timers have an upper limit: then it is simply set again.
      if (clock.now() < at) this.#startTimer(name, at)
      else this.#handle({ type: `${name}_due` })
    })
    this.#timers.set(name, { at, cancel })
  }

  #stopTimer(name: TimerName): void {
    this.#timers.get(name)?.cancel()
    this.#timers.delete(name)
  }

  #observe<K extends keyof Observer>(what: K, ...said: Parameters<NonNullable<Observer[K]>>): void {
    const listener = this.#deps.observer[what] as ((...args: unknown[]) => void) | undefined
    if (listener) notify([listener], ...said)
  }

  #tellStatus(): void {
    const status = statusOf(this.#state, this.#deps.surroundings.isOnline())
    if (isSameStatus(status, this.#status)) return
    this.#status = status
    notify(this.#statusListeners)
  }
}

function eventOf(frame: ReturnType<typeof readFrame>): ConnectionEvent {
  if (frame === null) return { type: 'garbled' }
  if (frame === 'unknown' || frame.op === 'volatile') return { type: 'heard' }
  return { type: frame.op, frame } as ConnectionEvent
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { kind: 'failed', retry_after_ms: 0 }
  if (error.status === 401) return { kind: 'refused', reason: 'sign_in' }
  if (error.is('member_disabled')) return { kind: 'refused', reason: 'disabled' }
  // By code: a bare 403 or 404 may come from a proxy that is being changed.
  if (error.is('forbidden') || error.is('not_found')) return { kind: 'refused', reason: 'forbidden' }
  return { kind: 'failed', retry_after_ms: error.retry_after_ms ?? 0 }
}
