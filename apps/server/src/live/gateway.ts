import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthFrame } from '@switchboard/protocol'
import type { Registry } from 'prom-client'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Identified, Viewer } from '../deps.ts'
import { type Clock, type EventLog, systemClock } from '../eventlog/index.ts'
import { Admission, addressOf } from './admission.ts'
import { Client, type ClientContext } from './client.ts'
import { Connection } from './connection.ts'
import { Hub } from './hub.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type GatewayMetrics, registerMetrics } from './metrics.ts'
import { Typing } from './presence.ts'

export const realtimePath = '/api/v1/realtime'

export interface GatewayDeps {
  log: EventLog
  /** Who a first frame speaks for. Refuses with `unauthenticated`. */
  identify(frame: AuthFrame): Promise<Identified>
  /** What a member may hear now; null once they may not act. Asked by thousands at once when everybody comes back. */
  audiencesOf(viewer: Viewer): Promise<Iterable<string> | null>
  /** Which of these `Viewer.session_id`s may still act. */
  sessionsAlive(sessionIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Who hears a conversation; null where there is none for this viewer. Without it nobody hears of typing. */
  audiencesOfConversation?(viewer: Viewer, conversationId: string): Promise<Iterable<string> | null>
  /** Pages of these origins may connect; whoever names none is not a browser and has no cookie to abuse. */
  origins: readonly string[]
  metrics: Registry
  logger: { debug(facts: object, text: string): void; error(facts: object, text: string): void }
  limits?: Partial<Limits>
  clock?: Clock
  random?: () => number
}

export interface Gateway {
  /** Says goodbye to everybody, spread over `overMs` or longer if they are many, and lets nobody in. */
  close(options?: { overMs?: number }): Promise<void>
}

/** How many sockets are asked to come back per second when the server stops. */
const DRAIN_PER_SECOND = 500
const CHECK_MS = 1_000

/** Serves the live stream on a server that speaks HTTP already. */
export function attachGateway(server: Server, deps: GatewayDeps): Gateway {
  const gateway = new LiveGateway(deps)
  server.on('upgrade', gateway.upgrade)
  return gateway
}

class LiveGateway implements Gateway {
  readonly #deps: GatewayDeps
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #random: () => number
  readonly #metrics: GatewayMetrics
  readonly #admission: Admission
  readonly #context: ClientContext
  readonly #typing: Typing
  readonly #sockets: WebSocketServer
  readonly #clients = new Set<Client>()
  readonly #places = new Map<Client, string | null>() // of those who have not said who they are
  readonly #byMember = new Map<string, readonly Client[]>() // the oldest first
  readonly #hubs = new Map<string, Hub>()
  readonly #timers: (() => void)[]
  #isDraining = false
  #isAsking = false

  constructor(deps: GatewayDeps) {
    this.#deps = deps
    this.#limits = { ...defaultLimits, ...deps.limits }
    this.#clock = deps.clock ?? systemClock
    this.#random = deps.random ?? Math.random
    this.#metrics = registerMetrics(deps.metrics, () => this.#countByPhase())
    this.#admission = new Admission(this.#limits, this.#clock.now())
    this.#typing = new Typing(this.#limits.volatileMs)
    this.#context = this.#makeContext()
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.frameBytes,
      maxFragments: 64,
      maxBufferedChunks: 1_024,
    })
    this.#timers = [
      this.#clock.every(CHECK_MS, () => this.#checkAll()),
      this.#clock.every(this.#limits.revocationMs, () => void this.#endRevoked()),
      this.#clock.every(this.#limits.volatileMs, () => this.#tellVolatile()),
    ]
  }

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const address = addressOf(request)
    const refusal = this.#refusalOf(request, address)
    if (refusal) {
      this.#metrics.refused(refusal.why)
      refuse(socket, refusal.status, this.#random)
    } else {
      this.#accept(request, socket, head, address)
    }
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, address: string | null): void {
    let isUpgraded = false
    socket.cork() // the answer and hello go out together
    // Synchronous: either it calls back here and now, or the handshake was malformed and has been answered.
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      isUpgraded = true
      this.#serve(ws, socket, address)
    })
    socket.uncork()
    if (!isUpgraded) this.#admission.leave(address)
  }

  async close({ overMs = 250 } = {}): Promise<void> {
    this.#isDraining = true
    const clients = shuffled([...this.#clients], this.#random)
    const over = Math.max(overMs, (clients.length / DRAIN_PER_SECOND) * 1_000)
    for (const { connection } of clients) {
      connection.send({ op: 'bye', code: 1012, resume: true, after_ms: Math.round(this.#random() * over) })
    }
    const began = performance.now()
    for (const [i, { connection }] of clients.entries()) {
      const due = began + (over * (i + 1)) / clients.length
      if (due - performance.now() > 5) await sleep(due - performance.now())
      connection.close('restarting')
    }
    const patience = performance.now() + this.#limits.closeMs
    while (this.#clients.size > 0 && performance.now() < patience) await sleep(5)
    for (const { connection } of this.#clients) connection.terminate()
    for (const stop of this.#timers) stop()
  }

  #refusalOf(request: IncomingMessage, address: string | null): { status: number; why: string } | null {
    const { origin } = request.headers
    if (request.url?.split('?')[0] !== realtimePath) return { status: 404, why: 'path' }
    if (origin !== undefined && !this.#deps.origins.includes(origin)) return { status: 403, why: 'origin' }
    if (this.#isDraining) return { status: 503, why: 'draining' }
    const entered = this.#admission.enter(address, this.#clock.now())
    return entered === 'ok' ? null : { status: 503, why: entered }
  }

  /** Listeners are attached before anything is awaited: a frame that comes earlier would be lost. */
  #serve(ws: WebSocket, socket: Duplex, address: string | null): void {
    const connection = new Connection(ws, socket, this.#metrics)
    const client = new Client(connection, this.#context)
    this.#clients.add(client)
    this.#places.set(client, address)
    ws.on('message', (data, isBinary) => client.receive(data as Buffer, isBinary))
    ws.on('error', ignore) // a close follows
    ws.on('close', (code) => this.#forget(client, code))
    this.#deps.logger.debug({ session_id: connection.id, address }, 'socket opened')
  }

  #forget(client: Client, code: number): void {
    this.#giveBackPlace(client)
    this.#clients.delete(client)
    const others = this.#byMember.get(client.memberId)?.filter((other) => other !== client) ?? []
    if (others.length > 0) this.#byMember.set(client.memberId, others)
    else this.#byMember.delete(client.memberId)
    client.end()
    this.#metrics.closed(code)
    const { id: session_id, n } = client.connection
    this.#deps.logger.debug({ session_id, member_id: client.memberId, code, frames: n }, 'socket closed')
  }

  #arrived(client: Client): void {
    this.#giveBackPlace(client)
    const ofMember = [...(this.#byMember.get(client.memberId) ?? []), client]
    this.#byMember.set(client.memberId, ofMember)
    const surplus = Math.max(0, ofMember.length - this.#limits.connectionsPerMember)
    for (const { connection } of ofMember.slice(0, surplus)) connection.close('replaced')
  }

  #giveBackPlace(client: Client): void {
    const address = this.#places.get(client)
    if (address !== undefined && this.#places.delete(client)) this.#admission.leave(address)
  }

  #checkAll(): void {
    const now = this.#clock.now()
    for (const client of this.#clients) client.check(now)
  }

  /** One question for everybody who is connected. If it cannot be answered, nobody is punished for it. */
  async #endRevoked(): Promise<void> {
    const known = [...this.#clients].filter(({ viewer }) => viewer !== null)
    if (this.#isAsking || known.length === 0) return
    this.#isAsking = true
    try {
      const alive = await this.#deps.sessionsAlive([...new Set(known.map(({ viewer }) => viewer!.session_id))])
      for (const { viewer, connection } of known) {
        if (!alive.has(viewer!.session_id)) connection.close('unauthenticated')
      }
    } catch (error) {
      this.#report(error)
    } finally {
      this.#isAsking = false
    }
  }

  #tellVolatile(): void {
    for (const hub of this.#hubs.values()) hub.presence.tell()
    this.#typing.forget(this.#clock.now())
  }

  #holdHub(workspaceId: string): Hub {
    let hub = this.#hubs.get(workspaceId)
    if (!hub) {
      hub = new Hub(workspaceId, this.#deps.log, this.#metrics, this.#limits)
      this.#hubs.set(workspaceId, hub)
    }
    hub.holders++
    return hub
  }

  #releaseHub(hub: Hub): void {
    if (--hub.holders > 0) return
    if (this.#hubs.get(hub.workspaceId) === hub) this.#hubs.delete(hub.workspaceId)
    hub.release()
  }

  #makeContext(): ClientContext {
    const { log, audiencesOf, identify, audiencesOfConversation } = this.#deps
    const onError = (error: unknown) => this.#report(error)
    return {
      clock: this.#clock,
      limits: this.#limits,
      typing: this.#typing,
      random: this.#random,
      streams: {
        log,
        metrics: this.#metrics,
        limits: this.#limits,
        now: () => this.#clock.now(),
        audiencesOf,
        onError,
      },
      identify,
      audiencesOfConversation: audiencesOfConversation ?? (async () => null),
      holdHub: (workspaceId) => this.#holdHub(workspaceId),
      releaseHub: (hub) => this.#releaseHub(hub),
      arrived: (client) => this.#arrived(client),
      onError,
    }
  }

  #report(error: unknown): void {
    this.#deps.logger.error({ err: error }, 'the live stream could not be served')
  }

  #countByPhase(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { connection } of this.#clients) counts.set(connection.phase, (counts.get(connection.phase) ?? 0) + 1)
    return counts
  }
}

const sentences: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
}

function refuse(socket: Duplex, status: number, random: () => number): void {
  socket.on('error', ignore) // it is being sent away
  const retry = status === 503 ? `Retry-After: ${1 + Math.floor(random() * 10)}\r\n` : ''
  socket.end(`HTTP/1.1 ${status} ${sentences[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
  return list
}

function ignore(): void {}
