import { NetworkError, refusalOf } from './request-errors.ts'

export interface Server {
  /** Where it is: `https://inbox.example.com`, with a path where it lives under one. */
  readonly url: string
  readonly fetch: typeof fetch
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the root of the server: `/api/v1/me`. */
  readonly path: string
  readonly query?: object | undefined
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Whether the browser's cookies go along. */
  readonly credentials: 'include' | 'omit'
  readonly signal?: AbortSignal | undefined
  readonly timeout_ms?: number | undefined
}

/** As long as the connection waits for a token or a snapshot. */
const patience_ms = 30_000

/**
 * One request, one answer: JSON both ways, null where there is no content. Throws `ApiError` for a refusal,
 * `NetworkError` where no whole answer came, and the signal's reason where it was aborted. A network that is cut without
 * a word keeps a request for minutes: neither the beginning of the answer nor the rest of it may take longer than
 * `timeout_ms`.
 */
export async function sendRequest({ url, fetch }: Server, call: Call): Promise<unknown> {
  const { method, path, query, body, credentials, signal, timeout_ms = patience_ms } = call
  const headers = { ...call.headers, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const late = new AbortController()
  const wait = () => setTimeout(() => late.abort(), timeout_ms)
  const request = {
    method,
    headers,
    credentials,
    signal: AbortSignal.any(signal ? [signal, late.signal] : [late.signal]),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  let timer = wait()
  try {
    const response = await fetch(addressOf(url, path, query), request)
    clearTimeout(timer)
    timer = wait()
    if (!response.ok) throw await refusalOf(response)
    return response.status === 204 ? null : await response.json()
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (late.signal.aborted) throw new NetworkError(`The server took longer than ${timeout_ms} ms.`)
    throw asNetworkError(error)
  } finally {
    clearTimeout(timer)
  }
}

export function addressOf(url: string, path: string, query: object = {}): string {
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(parameters.map(([name, value]) => [name, String(value)])).toString()
  return url.replace(/\/+$/, '') + path + (search && `?${search}`)
}

// `fetch` rejects with a TypeError where the network fails and a SyntaxError where the answer was cut off.
function asNetworkError(error: unknown): unknown {
  const isOurs = !(error instanceof TypeError || error instanceof SyntaxError)
  return isOurs ? error : new NetworkError('The server cannot be reached, or its answer was cut off.', { cause: error })
}
