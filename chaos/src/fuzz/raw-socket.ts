import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A WebSocket frame as it goes over the wire, right or wrong. */
export interface RawFrame {
  opcode: number
  payload: Uint8Array
  fin?: boolean
  rsv?: number
  masked?: boolean
  /** A length that is announced in place of the payload's own. */
  announced?: number
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export function encodeFrame({ opcode, payload, fin = true, rsv = 0, masked = true, announced }: RawFrame): Buffer {
  const length = announced ?? payload.length
  const bit = masked ? 0x80 : 0
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const head =
    length < 126
      ? Buffer.from([first, bit | length])
      : length < 65_536
        ? Buffer.from([first, bit | 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([first, bit | 127]), eightBytes(length)])
  if (!masked) return Buffer.concat([head, payload])
  const mask = randomBytes(4)
  const hidden = Buffer.from(payload)
  for (let i = 0; i < hidden.length; i++) hidden[i]! ^= mask[i & 3]!
  return Buffer.concat([head, mask, hidden])
}

function eightBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(length))
  return bytes
}

export function textFrame(value: unknown): Buffer {
  return encodeFrame({
    opcode: opcodes.text,
    payload: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  })
}

/**
 * How a connection ended, or that it did not: a status of HTTP where there never was a WebSocket, a close code, 1006
 * where it was cut without one, `pong` where the server was asked and still there.
 */
export type Ending = { http: number } | { code: number } | 'pong' | 'silence'

/** A client without any manners: it sends bytes as they are. */
export class RawSocket {
  readonly #socket: Socket
  readonly #texts: string[] = []
  #received: Buffer = Buffer.alloc(0)
  #isUpgraded = false
  #ending: Ending | null = null
  #wake: (() => void) | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#socket.on('error', () => {}) // `close` follows
    this.#socket.on('close', () => this.#end({ code: 1006 }))
  }

  write(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes)
  }

  /** Asks for a WebSocket, as these headers have it. */
  upgrade(path: string, headers: Record<string, string> = {}): void {
    const all = {
      Host: '127.0.0.1',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    this.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  }

  /** Resolves with true once a frame of this kind has come, with false where the connection ends or stays silent. */
  async hears(op: string, withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs
    const isThere = () => this.#texts.some((text) => text.startsWith(`{"op":"${op}"`))
    while (!isThere() && this.#ending === null && performance.now() < until) await this.#news(until)
    return isThere()
  }

  /** Resolves with how it ended, or with `silence` where nothing has by then. */
  async ending(withinMs: number): Promise<Ending> {
    const until = performance.now() + withinMs
    while (this.#ending === null && performance.now() < until) await this.#news(until)
    return this.#ending ?? 'silence'
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #news(until: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, Math.max(1, until - performance.now()))
      this.#wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  #end(ending: Ending): void {
    this.#ending ??= ending
    this.#wake?.()
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    if (!this.#isUpgraded && !this.#takeHead()) return
    while (this.#takeFrame());
    this.#wake?.()
  }

  #takeHead(): boolean {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return false
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(this.#received.toString('latin1', 0, 30))?.[1])
    this.#received = this.#received.subarray(end + 4)
    if (status !== 101) this.#end({ http: status })
    this.#isUpgraded = status === 101
    return this.#isUpgraded
  }

  #takeFrame(): boolean {
    const held = this.#received
    if (held.length < 2) return false
    const short = held[1]! & 127
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (held.length < head) return false
    const length = short < 126 ? short : short === 126 ? held.readUInt16BE(2) : Number(held.readBigUInt64BE(2))
    if (held.length < head + length) return false
    this.#received = held.subarray(head + length)
    this.#read(held[0]! & 15, held.subarray(head, head + length))
    return true
  }

  #read(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.close) this.#end({ code: payload.length >= 2 ? payload.readUInt16BE(0) : 1005 })
    else if (opcode === opcodes.pong) this.#end('pong')
    else if (opcode === opcodes.text) this.#texts.push(payload.toString('utf8', 0, 40))
  }
}
