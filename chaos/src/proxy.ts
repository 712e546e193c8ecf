import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** What goes wrong on one connection, from the server to the client; the other way is always plain. */
export type Toxic =
  | { kind: 'none' }
  /** Both ends are reset after a while, in the middle of whatever is said. */
  | { kind: 'reset'; afterMs: number }
  /** Everything arrives in small pieces with pauses in between. */
  | { kind: 'slicer'; bytes: number; pauseMs: number }
  | { kind: 'throttle'; bytesPerSecond: number }
  /** After a while nothing arrives for a time, and then everything. */
  | { kind: 'stall'; afterMs: number; forMs: number }
  /** So many bytes arrive, and then the end. */
  | { kind: 'limit_data'; bytes: number }
  /** The connection is taken, and cut before a byte has gone through. */
  | { kind: 'accept_then_cut' }

/** A network between clients and one server that goes wrong on purpose. */
export class ToxicProxy {
  readonly port: number
  /** Connections by what was done to them. */
  readonly counts = new Map<Toxic['kind'], number>()
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #pick: () => Toxic

  constructor(server: Server, port: number, pick: () => Toxic) {
    this.#server = server
    this.port = port
    this.#pick = pick
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** From now on nothing goes wrong any more, on the connections that there are and on new ones. */
  calm(): void {
    this.#pick = () => ({ kind: 'none' })
    for (const pair of this.#pairs) pair.calm()
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) pair.cut()
    await new Promise((done) => this.#server.close(done))
  }

  serve(client: Socket, target: number): void {
    const toxic = this.#pick()
    this.counts.set(toxic.kind, (this.counts.get(toxic.kind) ?? 0) + 1)
    const pair = new Pair(client, target, toxic)
    this.#pairs.add(pair)
    void pair.ended.then(() => this.#pairs.delete(pair))
  }
}

/** `pick` decides for each connection what goes wrong on it. */
export function startProxy(target: number, pick: () => Toxic): Promise<ToxicProxy> {
  const server = createServer({ noDelay: true })
  return new Promise((ready, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const proxy = new ToxicProxy(server, (server.address() as { port: number }).port, pick)
      server.on('connection', (client) => proxy.serve(client, target))
      ready(proxy)
    })
  })
}

/** One client's connection and the one to the server behind it: they live and die together. */
class Pair {
  readonly ended: Promise<void>
  readonly #client: Socket
  readonly #upstream: Socket
  readonly #calming = new AbortController()
  #toxic: Toxic
  #timer: NodeJS.Timeout | undefined
  #bytes = 0
  #bornAt = performance.now()

  constructor(client: Socket, target: number, toxic: Toxic) {
    this.#client = client
    this.#toxic = toxic
    this.#upstream = connect({ port: target, host: '127.0.0.1', noDelay: true })
    const ends = [client, this.#upstream]
    for (const end of ends) end.on('error', () => {}) // `close` follows, and takes the other end along
    this.ended = Promise.race(ends.map((end) => new Promise<void>((done) => end.once('close', () => done()))))
    void this.ended.then(() => this.#bury())
    if (toxic.kind === 'accept_then_cut') this.cut()
    if (toxic.kind === 'reset') this.#timer = setTimeout(() => this.cut(), toxic.afterMs)
    client.pipe(this.#upstream)
    void this.#carry().catch(() => this.cut()) // one end has gone while the other was being written to
  }

  calm(): void {
    this.#toxic = { kind: 'none' }
    clearTimeout(this.#timer)
    this.#calming.abort()
  }

  cut(): void {
    this.#client.resetAndDestroy()
    this.#upstream.resetAndDestroy()
  }

  async #carry(): Promise<void> {
    for await (const chunk of this.#upstream as AsyncIterable<Buffer>) {
      for (const piece of this.#pieces(chunk)) {
        await this.#wait(piece.length)
        if (this.#isOver(piece.length)) return this.cut()
        await written(this.#client, piece)
      }
    }
    this.#client.end()
  }

  #pieces(chunk: Buffer): Buffer[] {
    const toxic = this.#toxic
    const size = toxic.kind === 'slicer' ? toxic.bytes : toxic.kind === 'throttle' ? toxic.bytesPerSecond / 20 : 0
    if (size < 1) return [chunk]
    return Array.from({ length: Math.ceil(chunk.length / size) }, (_, n) => chunk.subarray(n * size, (n + 1) * size))
  }

  async #wait(bytes: number): Promise<void> {
    const toxic = this.#toxic
    const age = performance.now() - this.#bornAt
    if (toxic.kind === 'slicer') await this.#pause(toxic.pauseMs)
    if (toxic.kind === 'throttle') await this.#pause((bytes / toxic.bytesPerSecond) * 1000)
    if (toxic.kind === 'stall' && age >= toxic.afterMs) {
      this.#toxic = { kind: 'none' }
      await this.#pause(toxic.forMs)
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#calming.signal }).catch(() => {}) // calm is why it ends early
  }

  #isOver(bytes: number): boolean {
    this.#bytes += bytes
    return this.#toxic.kind === 'limit_data' && this.#bytes > this.#toxic.bytes
  }

  #bury(): void {
    clearTimeout(this.#timer)
    this.#calming.abort()
    this.#client.destroy()
    this.#upstream.destroy()
  }
}

/** Resolves when the socket takes more; rejects when it never will. */
function written(socket: Socket, piece: Buffer): Promise<void> {
  return new Promise((done, reject) => {
    socket.write(piece, (error) => (error ? reject(error) : done()))
  })
}
