import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startProxy, type Toxic, type ToxicProxy } from './proxy.ts'

/** Sends a hundred thousand bytes to whoever sends it one. */
let server: Server
let proxy: ToxicProxy
const page = Buffer.alloc(100_000, 'x')

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(page))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())
afterEach(() => proxy.close())

async function open(toxic: Toxic): Promise<Visitor> {
  proxy = await startProxy((server.address() as { port: number }).port, () => toxic)
  return new Visitor(connect(proxy.port, '127.0.0.1'))
}

class Visitor {
  readonly ended: Promise<string>
  bytes = 0
  pieces = 0
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
    let failure = 'end'
    socket.on('error', (error: NodeJS.ErrnoException) => {
      failure = error.code ?? 'error'
    })
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length
      this.pieces += 1
    })
    this.ended = new Promise((done) => socket.once('close', () => done(failure)))
  }

  ask(): void {
    this.#socket.write('?')
  }

  async has(bytes: number): Promise<void> {
    while (this.bytes < bytes) await once(this.#socket, 'data')
  }
}

describe('the proxy', () => {
  it('passes everything on where nothing goes wrong', async () => {
    const visitor = await open({ kind: 'none' })
    visitor.ask()
    await visitor.has(page.length)
    visitor.ask()
    await visitor.has(2 * page.length)
    expect(proxy.counts).toEqual(new Map([['none', 1]]))
  })

  it('resets', async () => {
    const visitor = await open({ kind: 'reset', afterMs: 20 })
    visitor.ask()
    expect(await visitor.ended).toBe('ECONNRESET')
  })

  it('cuts before a byte has gone through', async () => {
    const visitor = await open({ kind: 'accept_then_cut' })
    visitor.ask()
    await visitor.ended
    expect(visitor.bytes).toBe(0)
  })

  it('cuts after so many bytes', async () => {
    const visitor = await open({ kind: 'limit_data', bytes: 150_000 })
    visitor.ask()
    await visitor.has(page.length)
    visitor.ask()
    await visitor.ended
    expect(visitor.bytes).toBeGreaterThanOrEqual(page.length)
    expect(visitor.bytes).toBeLessThanOrEqual(150_000)
  })

  it('slices, and slows down, until it is told to be calm', async () => {
    const visitor = await open({ kind: 'slicer', bytes: 1_000, pauseMs: 1 })
    visitor.ask()
    await visitor.has(page.length)
    expect(visitor.pieces).toBeGreaterThan(10)

    await proxy.close()
    const slow = await open({ kind: 'throttle', bytesPerSecond: 20_000 })
    slow.ask()
    await slow.has(1_000)
    expect(slow.bytes).toBeLessThan(page.length)
    const began = performance.now()
    proxy.calm()
    await slow.has(page.length)
    expect(performance.now() - began).toBeLessThan(4_500) // at that speed it would have taken five seconds
  })

  it('says nothing for a time, and then everything', async () => {
    const visitor = await open({ kind: 'stall', afterMs: 0, forMs: 150 })
    const began = performance.now()
    visitor.ask()
    await visitor.has(page.length)
    expect(performance.now() - began).toBeGreaterThan(140)
  })
})
