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
}

/**
 * One request, one answer: JSON both ways, null where there is no content. Throws `ApiError` for a refusal,
 * `NetworkError` where no whole answer came, and the signal's reason where it was aborted.
 */
export async function sendRequest({ url, fetch }: Server, call: Call): Promise<unknown> {
  const { method, path, query, body, credentials, signal = null } = call
  const headers = { ...call.headers, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const request = { method, headers, credentials, signal, ...(body !== undefined && { body: JSON.stringify(body) }) }
  try {
    const response = await fetch(addressOf(url, path, query), request)
    if (!response.ok) throw await refusalOf(response)
    return response.status === 204 ? null : await response.json()
  } catch (error) {
    throw signal?.aborted ? signal.reason : asNetworkError(error)
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
