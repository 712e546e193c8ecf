import type { ErrorBody, ErrorCode, ErrorDetails } from '@switchboard/protocol'

/**
 * The server refused. `code` is one of the catalogue's (docs/errors.md), or one that this version does not know yet;
 * `retry` says whether the same request may succeed later, and `retry_after_ms` when, where the server said so.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: ErrorCode | (string & {})
  readonly details: Readonly<Record<string, unknown>>
  readonly request_id: string | null
  readonly retry_after_ms: number | null

  constructor(status: number, body: Partial<ErrorBody>, retryAfterMs: number | null = null) {
    super(body.message ?? `The server answered ${status}.`)
    this.status = status
    this.code = body.code ?? 'unreadable_answer'
    this.details = body.details ?? {}
    this.request_id = body.request_id ?? null
    const { retry_after_ms } = this.details
    this.retry_after_ms = typeof retry_after_ms === 'number' ? retry_after_ms : retryAfterMs
  }

  get retry(): boolean {
    return this.status === 429 || this.status >= 500
  }

  /** Narrows `details` to what the catalogue promises for a code. */
  is<C extends ErrorCode>(code: C): this is ApiError & { code: C; details: ErrorDetails<C> } {
    return this.code === code
  }
}

/** No answer, or only a part of one: what the server made of the request is not known. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly retry = true
}

export async function refusalOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '') // the status has been said; the rest only explains it
  return new ApiError(response.status, readBody(text), retryAfterMs(response.headers.get('retry-after')))
}

function readBody(text: string): Partial<ErrorBody> {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {} // a proxy's page; the status says what there is to know
  }
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(header: string | null): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now())
}
