import * as http from 'node:http'
import * as https from 'node:https'
import type { SignedWebhook } from '../wire/signature.ts'

export interface Answer {
  /** Null when there was none. */
  status: number | null
  /** Why not, in one word or two. */
  error: string | null
  latencyMs: number
}

/** Keeps its connections open: a load test should measure the receiver, not handshakes. */
export class Line {
  readonly #plain = new http.Agent({ keepAlive: true })
  readonly #secure = new https.Agent({ keepAlive: true })
  readonly #closing = new AbortController()

  /** Posts the bytes and waits for the status. Never rejects: no answer is an answer too. */
  async post(url: string, webhook: SignedWebhook, timeoutMs: number): Promise<Answer> {
    const startedAt = performance.now()
    const outcome = await this.#statusOrReason(url, webhook, timeoutMs)
    const latencyMs = performance.now() - startedAt
    if (typeof outcome === 'number') return { status: outcome, error: null, latencyMs }
    return { status: null, error: outcome, latencyMs }
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#closing.abort()
    this.#plain.destroy()
    this.#secure.destroy()
  }

  #statusOrReason(url: string, { body, headers }: SignedWebhook, timeoutMs: number): Promise<number | string> {
    const { promise, resolve } = Promise.withResolvers<number | string>()
    const isSecure = url.startsWith('https:')
    const agent = isSecure ? this.#secure : this.#plain
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)])
    const request = (isSecure ? https : http).request(url, { method: 'POST', agent, headers, signal }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', (error) => resolve(reasonOf(error, signal)))
    })
    request.on('error', (error) => resolve(reasonOf(error, signal)))
    request.end(body)
    return promise
  }
}

function reasonOf(error: NodeJS.ErrnoException, signal: AbortSignal): string {
  if (!signal.aborted) return error.code ?? error.name
  const reason: unknown = signal.reason
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timeout' : 'closed'
}
