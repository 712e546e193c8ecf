import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError, type EventsFrame, type LogEvent, type ReadyFrame, type ServerFrame } from '@switchboard/protocol'
import { Registry } from 'prom-client'
import { onTestFinished, vi } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { createTestDatabase } from '../db/testing.ts'
import { createWakeups, type Wakeups } from '../db/wakeups.ts'
import type { Identified, Viewer } from '../deps.ts'
import { cursorFor, openEventLog, readBounds } from '../eventlog/index.ts'
import { appendNotes, createWorkspace, ManualClock } from '../eventlog/testing.ts'
import { attachGateway, type Gateway, type GatewayDeps, realtimePath } from './gateway.ts'

/** A database and its wake-ups, for a test file. */
export async function startStore() {
  const wakeups = createWakeups((error) => {
    throw error
  })
  const database = await createTestDatabase({ wake: (ids, growths) => wakeups.wake(ids, growths) })
  return {
    database,
    wakeups,
    async close() {
      await wakeups.close()
      await database.close()
    },
  }
}
export type Store = Awaited<ReturnType<typeof startStore>>

export interface TestMember {
  viewer: Viewer
  token: string
  audiences: string[]
  expiresAt: Date
}

export interface WorldOptions extends Partial<GatewayDeps> {
  wakeups?: Pick<Wakeups, 'subscribe'>
}

/**
 * A gateway on a free port, with members who are whatever the test says: the real log, the real sockets, and the
 * identity of a test.
 */
export class LiveWorld {
  readonly clock = new ManualClock()
  readonly metrics = new Registry()
  readonly errors = vi.fn<(facts: object, text: string) => void>()
  readonly audiencesOf = vi.fn<(viewer: Viewer) => Promise<string[] | null>>(async ({ member_id }) => {
    const member = [...this.members.values()].find(({ viewer }) => viewer.member_id === member_id)
    return member?.audiences ?? null
  })
  readonly members = new Map<string, TestMember>()
  readonly store: Store
  readonly workspaceId: string
  readonly gateway: Gateway
  readonly log: GatewayDeps['log']
  url = ''
  isClosed = false
  readonly #server = createServer()
  readonly #sockets = new Set<TestSocket>()

  constructor(store: Store, workspaceId: string, { wakeups = store.wakeups, ...deps }: WorldOptions = {}) {
    this.store = store
    this.workspaceId = workspaceId
    this.log = openEventLog({
      pool: store.database.db.pool,
      wakeups,
      onError: (err) => this.errors({ err }, 'log'),
      clock: this.clock,
    })
    this.gateway = attachGateway(this.#server, {
      log: this.log,
      identify: async ({ token }) => this.#identify(token),
      audiencesOf: this.audiencesOf,
      sessionsAlive: async (ids) => {
        const alive = new Set([...this.members.values()].map(({ viewer }) => viewer.session_id))
        return new Set(ids.filter((id) => alive.has(id)))
      },
      origins: ['https://inbox.example'],
      metrics: this.metrics,
      logger: { debug() {}, error: this.errors },
      clock: this.clock,
      random: () => 0.5,
      ...deps,
      // The clock of a test leaps; the log is read in time of its own.
      limits: { staleLogMs: Number.POSITIVE_INFINITY, ...deps.limits },
    })
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}${realtimePath}`
    onTestFinished(() => this.close())
    return this
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    await this.gateway.close({ overMs: 0 })
    for (const { ws } of this.#sockets) ws.terminate()
    this.#server.close()
    await this.log.close()
  }

  /** A member who hears `audiences`, their own key and the workspace's. */
  member(audiences: string[] = [], { workspaceId = this.workspaceId, expiresInMs = 900_000 } = {}): TestMember {
    const id = randomUUID()
    const viewer: Viewer = {
      workspace_id: workspaceId,
      member_id: id,
      user_id: randomUUID(),
      session_id: `${id}.${randomUUID()}`,
      role: 'agent',
      permissions: new Set(),
    }
    const member = {
      viewer,
      token: randomUUID(),
      audiences: [`workspace:${workspaceId}`, `member:${id}`, ...audiences],
      expiresAt: new Date(this.clock.now() + expiresInMs),
    }
    this.members.set(member.token, member)
    return member
  }

  /** What a snapshot would have given this member now. */
  async cursor(member: TestMember): Promise<string> {
    const bounds = await readBounds(this.store.database.db.read, member.viewer.workspace_id)
    return cursorFor(bounds, member.audiences)
  }

  append(...audiences: string[][]): Promise<string[]> {
    return appendNotes(this.store.database.db, this.workspaceId, audiences)
  }

  connect(options: ClientOptions = {}): TestSocket {
    const socket = new TestSocket(this.url, options)
    this.#sockets.add(socket)
    void socket.closed.then(() => this.#sockets.delete(socket))
    return socket
  }

  /** Connected, authenticated and answered. */
  async enter(member: TestMember, cursor?: string, options: ClientOptions = {}): Promise<TestSocket> {
    const socket = this.connect(options)
    await socket.until('hello')
    socket.send({ op: 'auth', token: member.token, ...(cursor && { cursor }) })
    await socket.until('ready')
    return socket
  }

  #identify(token: string | undefined): Identified {
    const member = this.members.get(token ?? '')
    if (!member) throw new AppError('unauthenticated', {})
    return { ...member.viewer, expires_at: member.expiresAt }
  }
}

export async function openWorld(store: Store, deps: WorldOptions = {}): Promise<LiveWorld> {
  return new LiveWorld(store, await createWorkspace(store.database.db), deps).open()
}

/** The far end, written down: every frame and how it ended. */
export class TestSocket {
  readonly frames: ServerFrame[] = []
  readonly ws: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  /** The status of a refused handshake. */
  readonly refused: Promise<{ status: number; retryAfter: string | undefined }>
  isClosed = false

  constructor(url: string, options: ClientOptions = {}) {
    this.ws = new WebSocket(url, { perMessageDeflate: false, ...options })
    this.ws.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString())))
    this.ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        this.isClosed = true
        resolve({ code, reason: reason.toString() })
      })
    })
    this.refused = new Promise((resolve) => {
      this.ws.on('unexpected-response', (request, response) => {
        resolve({ status: response.statusCode!, retryAfter: response.headers['retry-after'] })
        request.destroy()
      })
    })
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame))
  }

  /** The `count`th frame of this kind, as soon as it is there. */
  async until<Op extends ServerFrame['op']>(op: Op, count = 1): Promise<Extract<ServerFrame, { op: Op }>> {
    return vi.waitFor(
      () => {
        const frame = this.of(op)[count - 1]
        if (!frame) throw new Error(`no ${op} number ${count} among ${this.frames.map((one) => one.op).join()}`)
        return frame
      },
      { interval: 2 },
    )
  }

  of<Op extends ServerFrame['op']>(op: Op): Extract<ServerFrame, { op: Op }>[] {
    return this.frames.filter((frame) => frame.op === op) as Extract<ServerFrame, { op: Op }>[]
  }

  /** A pong comes after everything that was sent before the ping has been read, and what answered it at once. */
  async answered(): Promise<void> {
    await new Promise((resolve) => {
      this.ws.once('pong', resolve)
      this.ws.ping()
    })
  }

  get events(): LogEvent[] {
    return this.of('events').flatMap((frame) => frame.events)
  }

  /** The ids that the notes were appended with. */
  get heard(): string[] {
    return this.events.map(({ data }) => data.id)
  }

  get ready(): ReadyFrame[] {
    return this.of('ready')
  }

  /** The newest cursor that says where the stream stands. */
  get cursor(): string {
    return (this.frames.findLast((frame) => 'cursor' in frame) as EventsFrame).cursor
  }

  async hears(ids: readonly string[]): Promise<void> {
    await vi.waitFor(() => expectEqual(this.heard, ids), { interval: 2 })
  }
}

function expectEqual(actual: readonly string[], expected: readonly string[]): void {
  if (actual.join() !== expected.join()) {
    throw new Error(`heard ${actual.length} of ${expected.length}, at last ${actual.at(-1)} for ${expected.at(-1)}`)
  }
}
