import { Agent, request } from 'node:http'

/** What came back; null where the connection failed and nobody knows what became of the request. */
export type Reply = { status: number; ms: number } | null

/** Posts over one connection that is kept alive, and makes a new one where that has gone. */
export class Poster {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #origin: URL
  readonly #timeoutMs: number

  constructor(origin: string, timeoutMs = 30_000) {
    this.#origin = new URL(origin)
    this.#timeoutMs = timeoutMs
  }

  post(path: string, headers: Record<string, string>, body: Uint8Array): Promise<Reply> {
    const { hostname, port } = this.#origin
    const began = performance.now()
    return new Promise((settle) => {
      const options = { hostname, port, path, method: 'POST', agent: this.#agent, headers, timeout: this.#timeoutMs }
      const call = request(options, (answer) => {
        // What is announced and never comes is no answer: the connection broke half-way.
        answer.once('error', () => settle(null))
        answer.once('end', () => settle({ status: answer.statusCode ?? 0, ms: performance.now() - began }))
        answer.once('close', () => settle(null))
        answer.resume()
      })
      call.once('timeout', () => call.destroy())
      call.once('error', () => settle(null))
      call.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
