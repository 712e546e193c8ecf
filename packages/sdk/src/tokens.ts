import type { Token } from '@switchboard/protocol'
import { abortable } from './abortable.ts'
import type { Clock } from './clock.ts'
import { ApiError, NetworkError } from './request-errors.ts'
import { sendRequest } from './send-request.ts'

/** Asks for a new access token. Rejects with an `ApiError` of status 401 where a person has to sign in first. */
export type GetToken = (signal: AbortSignal) => Promise<Pick<Token, 'access_token' | 'expires_at'>>

export interface HeldToken {
  readonly access_token: string
  /** When to ask for the next one, by the client's clock; null: never. */
  readonly renew_at: number | null
}

export interface Tokens {
  /** A token that should still do: the one in hand, or a new one. However many ask, one request is made. */
  get(signal?: AbortSignal): Promise<HeldToken>
  /** The server would not have this one. Another that came meanwhile stays. */
  forget(accessToken: string): void
}

/** A live link renews its token this long before the end. */
const renewBeforeMs = 60_000
/** A token that has just come is used, even where the two clocks say it has expired long ago. */
const trustMs = 30_000
const fetchingMs = 30_000

export function createTokens(getToken: GetToken, clock: Clock): Tokens {
  let held: (HeldToken & { good_until: number }) | null = null
  let fetching: { promise: Promise<HeldToken>; waiting: number; abort: AbortController } | null = null

  async function fetchToken(signal: AbortSignal): Promise<HeldToken> {
    const { access_token, expires_at } = await abortable(getToken(signal), signal)
    const now = clock.now()
    const expiresAt = Date.parse(expires_at)
    const renew_at = Math.max(expiresAt - renewBeforeMs, now + trustMs)
    held = { access_token, renew_at, good_until: Math.max(expiresAt - 10_000, now + trustMs) }
    return held
  }

  function startFetching() {
    const abort = new AbortController()
    const cancel = clock.after(fetchingMs, () => abort.abort(new NetworkError('No token came in time.')))
    const started = { waiting: 0, abort, promise: fetchToken(abort.signal).finally(end) }
    function end() {
      cancel()
      if (fetching === started) fetching = null
    }
    return started
  }

  async function wait(signal: AbortSignal | undefined): Promise<HeldToken> {
    fetching ??= startFetching()
    const mine = fetching
    mine.waiting++
    try {
      return await abortable(mine.promise, signal)
    } finally {
      if (--mine.waiting === 0) mine.abort.abort() // nobody is left to have it
    }
  }

  return {
    get: (signal) => (held && clock.now() < held.good_until ? Promise.resolve(held) : wait(signal)),
    forget(accessToken) {
      if (held?.access_token === accessToken) held = null
    },
  }
}

/** One token and no way to another: when the server will not have it any more, somebody has to sign in. */
export function fixedToken(access_token: string): Tokens {
  let isRefused = false
  return {
    async get() {
      if (isRefused) throw new ApiError(401, { code: 'unauthenticated', message: 'The token is no longer valid.' })
      return { access_token, renew_at: null }
    },
    forget() {
      isRefused = true
    },
  }
}

export interface SessionOptions {
  /** What signing in answered with. Left out, the browser's own cookie is used. */
  session_token?: string
  /** A `Cookie` header, for programs that hold a session as cookies. */
  cookies?: string
  /** Left out: the oldest workspace of the user. */
  workspace_id?: string
  fetch?: typeof fetch
}

/** Access tokens for a session: `POST /api/v1/token`, again whenever one is due. */
export function sessionTokens(url: string, options: SessionOptions = {}): (signal: AbortSignal) => Promise<Token> {
  const { session_token, cookies, workspace_id, fetch = globalThis.fetch } = options
  const headers = {
    ...(session_token !== undefined && { authorization: `Bearer ${session_token}` }),
    ...(cookies !== undefined && { cookie: cookies }),
  }
  const credentials = session_token === undefined ? 'include' : 'omit'
  const body = workspace_id === undefined ? {} : { workspace_id }
  const call = { method: 'POST', path: '/api/v1/token', headers, credentials, body } as const
  return async (signal) => (await sendRequest({ url, fetch }, { ...call, signal })) as Token
}
