import { AppError } from '@switchboard/protocol'
import type { FastifyRequest } from 'fastify'
import type { BetterAuth, BetterAuthDeps, UserFacts } from './better-auth.ts'
import { cookieNames } from './cookie-names.ts'

/** The address of the client, set by us on every request that better-auth sees; a client's own is dropped before. */
export const addressHeader = 'x-client-address'

/** A user who has signed in, in one place. */
export interface SignIn {
  id: string
  user: UserFacts
  expires_at: Date
  /** Cookies that renew the session in the browser; to be sent along with the answer. */
  setCookies: string[]
}

export interface Identity {
  /** Hands a request of `/api/auth/…` to better-auth. `challenge`: what a sign-in that waits for its code gave. */
  handle(request: FastifyRequest, challenge?: string): Promise<Response>
  /** How much longer no code counts for the user of this sign-in: too many were wrong. */
  lockedForMs(request: FastifyRequest, challenge?: string): Promise<number>
  /** The sign-in that a request comes with, as a cookie or as a bearer. Refuses with `unauthenticated`. */
  signInOf(request: FastifyRequest): Promise<SignIn>
  hashPassword(password: string): Promise<string>
  verifyPassword(password: string, hash: string): Promise<boolean>
}

/** better-auth, loaded by the first request that needs it: no start has to wait for it. */
export function openIdentity(deps: BetterAuthDeps): Identity {
  let loading: Promise<BetterAuth> | undefined
  const load = () => {
    loading ??= import('./better-auth.ts').then(({ openBetterAuth }) => openBetterAuth(deps))
    return loading
  }

  /** better-auth logs why it failed and does not say. Where it was the database, this fails as every query does. */
  async function askDatabase(): Promise<void> {
    await deps.pool.query('select 1')
  }

  const names = cookieNames(deps.config.http.publicUrl)

  return {
    async handle(request, challenge) {
      const auth = await load()
      const asked = toWebRequest(request, deps.config.http.publicUrl)
      if (challenge !== undefined) {
        asked.headers.set('cookie', `${names.challenge}=${challenge}`)
        // Nothing that a browser sends by itself is in this request, so nobody can be made to send it.
        if (!asked.headers.has('origin')) asked.headers.set('origin', deps.config.http.publicUrl)
      }
      const answer = await auth.handler(asked)
      if (answer.status >= 500) await askDatabase()
      return answer
    },
    async lockedForMs(request, challenge = challengeIn(request, names.challenge)) {
      const { rows } = await deps.pool.query<{ locked_until: Date }>({
        name: 'locked-until',
        text: `
          select t.locked_until from auth_verifications v join auth_two_factors t on t.user_id = v.value
          where v.identifier = $1 and t.locked_until is not null`,
        values: [challenge?.split('.')[0]],
      })
      return Math.max(1_000, (rows[0]?.locked_until.getTime() ?? 0) - Date.now()) // by the clock that locked it
    },
    async signInOf(request) {
      refuseForeignCookie(request, deps.config.http.origins)
      const auth = await load()
      const { headers, response } = await auth.api
        .getSession({ headers: headersFor(request), returnHeaders: true })
        .catch(async (error: unknown) => {
          await askDatabase()
          throw error
        })
      if (!response) throw new AppError('unauthenticated', {})
      const { session, user } = response
      return {
        id: session.id,
        user: { id: user.id, name: user.name, email: user.email, image: user.image ?? null },
        expires_at: session.expiresAt,
        setCookies: headers.getSetCookie(),
      }
    },
    async hashPassword(password) {
      const { password: hashing } = await (await load()).$context
      return hashing.hash(password)
    },
    async verifyPassword(password, hash) {
      const { password: hashing } = await (await load()).$context
      return hashing.verify({ password, hash })
    },
  }
}

function challengeIn({ headers }: FastifyRequest, name: string): string | undefined {
  const cookie = headers.cookie?.split('; ').find((one) => one.startsWith(`${name}=`))
  return cookie?.slice(name.length + 1)
}

/** A browser sends the cookie along for whoever asks; only pages of ours may have it count. */
function refuseForeignCookie({ headers }: FastifyRequest, origins: readonly string[]): void {
  if (headers.origin === undefined || headers.authorization !== undefined) return
  if (!origins.includes(headers.origin)) throw new AppError('unauthenticated', {})
}

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers: headersFor(request),
    ...(hasBody && { body: JSON.stringify(request.body ?? {}) }),
  })
}

// Names that a proxy in front may set and anybody may invent. `request.ip` has decided already which to believe.
const hearsay = /^(x-forwarded-.*|forwarded|x-real-ip|cf-connecting-ip|content-length|transfer-encoding|connection)$/

function headersFor(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !hearsay.test(name)) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  // A browser says where it comes from; fetch outside of one says only how it fetches, and would be taken for a page.
  if (!headers.has('sec-fetch-site')) headers.delete('sec-fetch-mode')
  headers.set(addressHeader, request.ip)
  if (request.method !== 'GET') headers.set('content-type', 'application/json')
  return headers
}
