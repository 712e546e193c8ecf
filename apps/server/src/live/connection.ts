import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { type CloseReason, closeCodes, type ServerFrame } from '@switchboard/protocol'
import type { WebSocket } from 'ws'
import { next, type Phase, type Signal } from './connection-state.ts'
import type { GatewayMetrics } from './metrics.ts'
import { writeTextFrame } from './websocket-frame.ts'

const TOGETHER_BYTES = 64 * 1024

/**
 * One socket and what it is doing: sends frames, counts them, and closes once. Knows neither members nor logs.
 *
 * Frames are written to the raw socket, because most of a frame is shared by many connections and `ws` would frame it
 * anew for each; `ws` still reads, answers pings and closes. That is safe while compression is off: what `ws` has to
 * say it then writes at once and whole.
 */
export class Connection {
  readonly id = randomBytes(12).toString('base64url')
  /** The counter of the last `events` frame. */
  n = 0
  #phase: Phase = 'greeting'
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #metrics: GatewayMetrics

  constructor(ws: WebSocket, socket: Duplex, metrics: GatewayMetrics) {
    this.#ws = ws
    this.#socket = socket
    this.#metrics = metrics
  }

  get phase(): Phase {
    return this.#phase
  }

  /** False, and nothing happens, where the signal means nothing in this phase. */
  enter(signal: Signal): boolean {
    const phase = next(this.#phase, signal)
    if (phase) this.#phase = phase
    return phase !== null
  }

  /** What the peer has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  send(frame: ServerFrame): void {
    if (this.#isOpen) writeTextFrame(this.#socket, '', Buffer.from(JSON.stringify(frame)))
  }

  /** `body` is the rest of the frame, from `"events":` on, for all who get the same. */
  sendEvents(cursor: string, body: Buffer, count: number): void {
    if (!this.#isOpen) return
    this.n++
    this.#metrics.frames++
    this.#metrics.events += count
    writeTextFrame(this.#socket, `{"op":"events","n":${this.n},"cursor":"${cursor}",`, body)
    if (this.#socket.writableCorked > 0 && this.bufferedBytes > TOGETHER_BYTES) this.#flush()
  }

  /** A frame for many, ready to be written. */
  sendFramed(frame: Buffer): void {
    if (this.#isOpen) this.#socket.write(frame)
  }

  /** What `work` sends goes out in one piece, unless it is much: what waits here would look like a slow peer. */
  together<T>(work: () => T): T {
    this.#socket.cork()
    try {
      return work()
    } finally {
      this.#socket.uncork()
    }
  }

  /** Calls back once, when nothing waits in the socket any more. */
  onceDrained(work: () => void): void {
    this.#socket.once('drain', work)
  }

  close(reason: CloseReason): void {
    if (this.enter('close')) this.#ws.close(closeCodes[reason].code, reason)
  }

  /** Without a word: for those who do not answer any more. */
  terminate(): void {
    this.enter('close')
    this.#ws.terminate()
  }

  #flush(): void {
    this.#socket.uncork()
    this.#socket.cork()
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }
}
