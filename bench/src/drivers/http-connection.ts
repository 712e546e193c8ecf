import { connect, type Socket } from 'node:net'

/**
 * One keep-alive connection that sends prepared bytes, one request at a time. Written on a bare socket because a source
 * of load must cost less than what it loads.
 */
export class HttpConnection {
  readonly #socket: Socket
  #received: string[] = []
  #missing = Number.POSITIVE_INFINITY
  #onAnswer: ((status: number) => void) | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk.toString('latin1')))
    socket.on('error', () => {}) // followed by `close`
    socket.on('close', () => this.#answer(0))
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('connect', () => resolve(new HttpConnection(socket))).once('error', reject)
    })
  }

  get isIdle(): boolean {
    return this.#onAnswer === null
  }

  /** @param onAnswer hears the HTTP status when the whole answer is here, or 0 where the connection broke */
  send(request: Buffer, onAnswer: (status: number) => void): void {
    if (this.#onAnswer) throw new Error('one request at a time')
    this.#onAnswer = onAnswer
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    this.#received.push(text)
    if (this.#missing === Number.POSITIVE_INFINITY) this.#measure()
    else this.#missing -= text.length
    if (this.#missing > 0) return
    const status = Number(this.#received[0]!.slice(9, 12))
    this.#received = []
    this.#missing = Number.POSITIVE_INFINITY
    this.#answer(status)
  }

  /** How much of the answer is still to come, once its head is here. */
  #measure(): void {
    const all = this.#received.join('')
    this.#received = [all]
    const headEnd = all.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const length = Number(/content-length: (\d+)/i.exec(all.slice(0, headEnd))?.[1] ?? 0)
    this.#missing = headEnd + 4 + length - all.length
  }

  #answer(status: number): void {
    const onAnswer = this.#onAnswer
    this.#onAnswer = null
    onAnswer?.(status)
  }
}

/** The bytes of a request. A body needs its own `content-length`. */
export function requestBytes(
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}
