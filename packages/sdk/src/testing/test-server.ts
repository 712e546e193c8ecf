import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ClientFrame, ReadyFrame, ServerFrame } from '@switchboard/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ModelWorkspace, Window } from './model-workspace.ts'

/** An answer that takes the place of the usual one, once. */
export interface Mishap {
  status: number
  body?: unknown
  headers?: Record<string, string>
  /** Cuts the connection in the middle of the answer. */
  isCut?: boolean
  /** Says nothing more, before the answer or in the middle of it, and leaves the connection open. */
  falls_silent?: 'before' | 'amid'
}

/**
 * A model workspace behind real HTTP and real sockets, speaking the protocol, and breaking down on request. Tokens are
 * `t1`, `t2` …; the newest one is good.
 */
export class TestServer {
  readonly model: ModelWorkspace
  /** Every request, as `POST /api/v1/token`, with the bearer it came with. */
  readonly requests: { line: string; bearer: string | null }[] = []
  readonly links = new Set<Link>()
  tokens = 0
  expires_in_ms = 900_000
  heartbeat_ms = 30_000
  /** Positions below this are not in the log any more. */
  floor = 0
  now: () => number = () => Date.now()
  readonly #mishaps = new Map<string, Mishap[]>()
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  readonly #open = new Set<Socket>()
  readonly #watchers = new Set<() => void>()

  private constructor(model: ModelWorkspace) {
    this.model = model
    this.#http = createServer((request, response) => this.#answer(request, response))
    this.#http.on('connection', (socket) => {
      this.#open.add(socket)
      socket.on('close', () => this.#open.delete(socket))
    })
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.requests.push({ line: `GET ${request.url}`, bearer: null })
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        const link = new Link(this, ws, socket)
        this.links.add(link)
        ws.on('close', () => {
          this.links.delete(link)
          this.changed()
        })
        this.changed()
      })
    })
  }

  static async start(model: ModelWorkspace): Promise<TestServer> {
    const server = new TestServer(model)
    server.#http.listen(0, '127.0.0.1')
    await once(server.#http, 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`
  }

  /** The one socket there is. */
  get link(): Link {
    const [link] = this.links
    if (!link) throw new Error('nobody is connected')
    return link
  }

  /** The next request to `path` goes wrong in this way. */
  mishap(path: string, mishap: Mishap): void {
    this.#mishaps.set(path, [...(this.#mishaps.get(path) ?? []), mishap])
  }

  /** Sends everybody who is live what has happened since. */
  publish(): void {
    for (const link of this.links) link.push()
  }

  count(line: string): number {
    return this.requests.filter((request) => request.line.startsWith(line)).length
  }

  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
    })
  }

  changed(): void {
    for (const watch of this.#watchers) watch()
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    this.#http.close()
    await once(this.#http, 'close')
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? null
    this.requests.push({ line: `${request.method} ${pathname}`, bearer })
    request.resume()
    request.on('end', () => {
      const mishap = this.#mishaps.get(pathname)?.shift()
      if (mishap) breakDown(response, mishap)
      else say(response, ...this.#route(pathname, searchParams, bearer))
      this.changed()
    })
  }

  #route(path: string, query: URLSearchParams, bearer: string | null): [status: number, body: unknown] {
    if (path === '/api/v1/token') {
      const expires_at = new Date(this.now() + this.expires_in_ms).toISOString()
      return [200, { access_token: `t${++this.tokens}`, expires_at, workspace_id: this.model.id, member_id: 'm0' }]
    }
    if (path === '/api/auth/sign-in/email') return [200, { token: 'session', user: { id: 'u0' } }]
    if (!this.isGood(bearer)) return [401, { code: 'unauthenticated', message: 'no', details: {}, request_id: 'r' }]
    const limitOf = (name: string) => Number(query.get(name) ?? 50)
    if (path === '/api/v1/snapshot') {
      const window: Window = {
        conversations_limit: limitOf('conversations_limit'),
        messages_limit: limitOf('messages_limit'),
      }
      return [200, this.model.snapshot(window)]
    }
    const id = path.match(/^\/api\/v1\/conversations\/(.+)$/)?.[1]
    const conversation = id && this.model.getConversation(id, limitOf('messages_limit'))
    if (conversation) return [200, conversation]
    return [404, { code: 'not_found', message: 'no', details: {}, request_id: 'r' }]
  }

  isGood(token: string | null | undefined): boolean {
    return token === `t${this.tokens}`
  }
}

/** One client's socket, seen from the server. */
export class Link {
  readonly received: ClientFrame[] = []
  n = 0
  #position = 0
  #phase: 'greeting' | 'live' | 'waiting' = 'greeting'
  readonly #server: TestServer
  readonly #ws: WebSocket
  readonly #socket: Duplex

  constructor(server: TestServer, ws: WebSocket, socket: Duplex) {
    this.#server = server
    this.#ws = ws
    this.#socket = socket
    this.send({ op: 'hello', heartbeat_ms: server.heartbeat_ms, session_id: 's' })
    ws.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as ClientFrame))
    ws.on('error', () => {}) // a cut; the close that follows is heard of
  }

  send(frame: ServerFrame): void {
    this.#ws.send(JSON.stringify(frame))
  }

  sendRaw(text: string): void {
    this.#ws.send(text)
  }

  /** Everything since, in frames of at most `size` events. */
  push(size = 100): void {
    const { model } = this.#server
    while (this.#phase === 'live' && this.#position < model.head) {
      this.#sendEvents(Math.min(model.head, this.#position + size))
    }
  }

  /** Loses what is due on the way, as no network does. */
  lose(): void {
    this.n++
    this.#position = this.#server.model.head
  }

  /** Tells of events without being believed to be where the client thinks. */
  sendEventsAnyway(): void {
    const { model } = this.#server
    this.send({ op: 'events', n: ++this.n, cursor: model.cursor(), events: model.log.slice(-1) })
  }

  heartbeat(): void {
    this.send({ op: 'heartbeat', n: this.n, cursor: this.#server.model.cursor(this.#position) })
  }

  resync(reason: NonNullable<ReadyFrame['reason']>): void {
    this.#phase = 'waiting'
    this.send({ op: 'ready', mode: 'resync', cursor: 'nowhere', reason })
  }

  close(code: number): void {
    this.#ws.close(code)
  }

  cut(): void {
    this.#socket.destroy()
  }

  /** Half a frame, and then nothing ever again. */
  cutMidFrame(): void {
    const text = JSON.stringify({
      op: 'events',
      n: this.n + 1,
      cursor: 'c999999',
      events: this.#server.model.log.slice(-1),
    })
    const header = Buffer.from([0x81, 126, text.length >> 8, text.length & 255])
    this.#socket.write(Buffer.concat([header, Buffer.from(text).subarray(0, text.length >> 1)]), () =>
      this.#socket.destroy(),
    )
  }

  #take(frame: ClientFrame): void {
    this.received.push(frame)
    if (frame.op === 'auth') this.#authenticate(frame.token, frame.cursor ?? null)
    else if (frame.op === 'pull') this.#start(frame.cursor)
    this.#server.changed()
  }

  #authenticate(token: string | undefined, cursor: string | null): void {
    if (!this.#server.isGood(token)) this.#ws.close(4401)
    else if (this.#phase === 'greeting') this.#start(cursor)
  }

  #start(cursor: string | null): void {
    const { model, floor } = this.#server
    const position = cursor === null ? model.head : Number(cursor.slice(1))
    if (position >= floor && position <= model.head) this.#continue(position)
    else this.resync('outdated')
  }

  #continue(position: number): void {
    const { model } = this.#server
    this.#position = position
    this.#phase = 'live'
    if (position < model.head) this.send({ op: 'ready', mode: 'replay', cursor: model.cursor(position) })
    this.push(3)
    this.send({ op: 'ready', mode: 'live', cursor: model.cursor() })
  }

  #sendEvents(upTo: number): void {
    const { model } = this.#server
    const events = model.log.slice(this.#position, upTo)
    this.#position = upTo
    this.send({ op: 'events', n: ++this.n, cursor: model.cursor(upTo), events })
  }
}

function say(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(status === 204 ? undefined : JSON.stringify(body))
}

function breakDown(response: ServerResponse, { status, body, headers, isCut = false, falls_silent }: Mishap): void {
  if (falls_silent === 'before') return
  if (isCut || falls_silent) {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': 1_000 })
    response.write('{"cursor": "c0', () => isCut && response.destroy())
  } else {
    say(response, status, body, headers)
  }
}
