import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { clientFrame, FrameReader } from './frame-reader.ts'

const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10

// One for all: what a socket has read is used up before the next one reads.
const readInto = Buffer.allocUnsafe(256 * 1024)

/** How a kind of server wants to be spoken to. */
export interface Dialect {
  /** Of the handshake, with a leading slash. */
  path: string
  /** What to answer to a text frame while the connection is being set up; `true` when it is. */
  greet(payload: Buffer, client: HerdClient): Buffer | boolean
  /** What to answer to a text frame afterwards. */
  respond(payload: Buffer, client: HerdClient): Buffer | null
}

export interface HerdClientOptions {
  port: number
  /** Addresses of this machine differ, so that a server which counts per address sees many. */
  localAddress: string
  dialect: Dialect
  /** How this one says who it is, and where it was. */
  token: string
  cursor: string | null
  /** Hears every text frame after the set-up, from the first on. The payload may not be kept. */
  onText: (payload: Buffer) => void
}

/** One of thousands of sockets in one process: as little per socket and per frame as can be. */
export class HerdClient {
  readonly token: string
  /** The newest one that the server gave out. */
  cursor: string | null
  onText: (payload: Buffer) => void
  onClose: () => void = () => {}
  readonly #socket: Socket
  readonly #dialect: Dialect
  readonly #frames = new FrameReader()
  #handshake = ''
  #phase: 'handshake' | 'greeting' | 'ready' = 'handshake'
  readonly #ready = Promise.withResolvers<HerdClient>()

  private constructor({ port, localAddress, dialect, token, cursor, onText }: HerdClientOptions) {
    this.token = token
    this.cursor = cursor
    this.onText = onText
    this.#dialect = dialect
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      localAddress,
      noDelay: true,
      onread: {
        buffer: readInto,
        callback: (length) => {
          this.#read(readInto.subarray(0, length))
          return true
        },
      },
    })
    this.#socket.once('connect', () => this.#socket.write(handshake(dialect.path)))
    this.#socket.once('error', () => {}) // followed by `close`
    this.#socket.once('close', () => {
      this.#ready.reject(new Closed())
      this.onClose()
    })
  }

  /** Resolves when the server has said that the stream is live; rejects where it refuses. */
  static open(options: HerdClientOptions): Promise<HerdClient> {
    return new HerdClient(options).#ready.promise
  }

  destroy(): void {
    this.onClose = () => {}
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    if (this.#phase === 'handshake') this.#readHandshake(chunk)
    else this.#frames.read(chunk, this.#frame)
  }

  #readHandshake(chunk: Buffer): void {
    this.#handshake += chunk.toString('latin1')
    const end = this.#handshake.indexOf('\r\n\r\n')
    if (end < 0) return
    if (!this.#handshake.startsWith('HTTP/1.1 101')) {
      this.#ready.reject(new Refused(Number(this.#handshake.slice(9, 12))))
      this.#socket.destroy()
      return
    }
    const rest = Buffer.from(this.#handshake.slice(end + 4), 'latin1')
    this.#handshake = ''
    this.#phase = 'greeting'
    if (rest.length > 0) this.#frames.read(rest, this.#frame)
  }

  readonly #frame = (opcode: number, payload: Buffer): void => {
    if (opcode === TEXT) this.#text(payload)
    else if (opcode === PING) this.#socket.write(clientFrame(PONG, payload))
    else if (opcode === CLOSE) this.#socket.end(clientFrame(CLOSE, payload))
  }

  #text(payload: Buffer): void {
    if (this.#phase === 'ready') {
      const response = this.#dialect.respond(payload, this)
      if (response) this.#socket.write(clientFrame(TEXT, response))
      this.onText(payload)
      return
    }
    const answer = this.#dialect.greet(payload, this)
    if (answer instanceof Buffer) this.#socket.write(clientFrame(TEXT, answer))
    else if (answer) {
      this.#phase = 'ready'
      this.#ready.resolve(this)
    }
  }
}

/** Nobody listens, or the connection ended before it was live. */
export class Closed extends Error {
  override readonly name = 'Closed'
  override readonly message = 'the connection was closed'
}

/** The server refused the handshake, with this status. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number

  constructor(status: number) {
    super(`the server refused the handshake with ${status}`)
    this.status = status
  }
}

function handshake(path: string): string {
  const key = randomBytes(16).toString('base64')
  return `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`
}
