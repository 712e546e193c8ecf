import { AppError, type ErrorCode } from '@switchboard/protocol'
import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../deps.ts'
import { cookieNames } from './cookie-names.ts'
import { limitCodes, limitSignIns } from './limits.ts'
import { refusals } from './refusals.ts'
import type { Api, Routes } from './routes.ts'

const Email = Type.String({ format: 'email', maxLength: 200 })
const NewPassword = Type.String({ minLength: 8, maxLength: 128 })
const Name = Type.String({ minLength: 1, maxLength: 100 })
const Image = Type.Optional(Type.String({ maxLength: 2_000, format: 'uri' }))

const User = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  image: Type.Union([Type.String(), Type.Null()]),
  twoFactorEnabled: Type.Optional(Type.Boolean({ description: 'Signing in takes a code.' })),
})
const Session = Type.Object({
  id: Type.String(),
  token: Type.String(),
  expiresAt: Type.String({ format: 'date-time' }),
  ipAddress: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
})
const SignedIn = Type.Object({
  token: Type.String({ description: 'Send it as `Authorization: Bearer …`, or rely on the cookie.' }),
  user: User,
})
const CodeWanted = Type.Object({
  twoFactorRedirect: Type.Literal(true),
  twoFactorMethods: Type.Array(Type.String()),
  challenge: Type.String({
    description: 'For clients without cookies: send it back with the code. Good for 10 minutes.',
  }),
})
const Code = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 40 }),
  trustDevice: Type.Optional(Type.Boolean({ description: 'true: this browser needs no code for 30 days.' })),
  challenge: Type.Optional(
    Type.String({
      pattern: '^[\\w.%-]{1,300}$',
      description: 'Of the sign-in, for clients without cookies.',
    }),
  ),
})
const Password = Type.String({ minLength: 1, maxLength: 128 })
const WithPassword = Type.Object({ password: Password })
const RecoveryCodes = Type.Array(Type.String(), { description: 'Each works once in place of a code. Shown here only.' })
const Done = Type.Record(Type.String(), Type.Unknown())
const NewSession = Type.Object({ token: Type.String({ description: 'The session goes on under a new token.' }) })

/** What of better-auth is on: exactly these, under its own names. Everything else under `/api/auth` is not found. */
export const identityRoutes: Routes = async (api, { deps }) => {
  const pass = (request: FastifyRequest, reply: FastifyReply) => relay(deps, request, reply)
  await api.register(async (guarded: Api) => {
    limitSignIns(guarded, deps.config.http)
    route(guarded, 'POST', '/sign-up/email', 'Make a user and sign in', pass, {
      body: Type.Object({ name: Name, email: Email, password: NewPassword, image: Image }),
      response: { 200: SignedIn, ...refusals('user_exists', 'rate_limited') },
    })
    route(guarded, 'POST', '/sign-in/email', 'Sign in', pass, {
      description: 'With two-factor on it answers what to send with the code instead of a session.',
      body: Type.Object({
        email: Email,
        password: Password,
        rememberMe: Type.Optional(Type.Boolean({ description: 'false: until the browser is closed.' })),
      }),
      response: { 200: Type.Union([SignedIn, CodeWanted]), ...refusals('wrong_credentials', 'rate_limited') },
    })
    route(guarded, 'POST', '/change-password', 'Change the password', pass, {
      body: Type.Object({
        currentPassword: Password,
        newPassword: NewPassword,
        revokeOtherSessions: Type.Optional(Type.Boolean({ description: 'true: sign out everywhere else.' })),
      }),
      response: { 200: Done, ...refusals('wrong_credentials', 'rate_limited') },
    })
    route(guarded, 'POST', '/two-factor/enable', 'Begin to use codes', pass, {
      description: 'Codes are asked for once the first has been verified with `two-factor/verify-totp`.',
      body: WithPassword,
      response: {
        200: Type.Object({
          totpURI: Type.String({ description: '`otpauth:` address for an authenticator app, as a QR code.' }),
          backupCodes: RecoveryCodes,
        }),
        ...refusals('wrong_credentials', 'two_factor_on', 'rate_limited'),
      },
    })
    route(guarded, 'POST', '/two-factor/disable', 'Sign in without codes again', pass, {
      body: WithPassword,
      response: { 200: NewSession, ...refusals('wrong_credentials', 'rate_limited') },
    })
    route(guarded, 'POST', '/two-factor/generate-backup-codes', 'Replace all recovery codes', pass, {
      body: WithPassword,
      response: {
        200: Type.Object({ backupCodes: RecoveryCodes }),
        ...refusals('wrong_credentials', 'two_factor_off', 'rate_limited'),
      },
    })
  })
  await api.register(async (guarded: Api) => {
    limitCodes(guarded, deps.config.http)
    const proof: FastifySchema = {
      body: Code,
      response: {
        200: SignedIn,
        ...refusals('wrong_code', 'challenge_expired', 'two_factor_off', 'rate_limited'),
      },
    }
    route(guarded, 'POST', '/two-factor/verify-totp', 'Finish a sign-in, or an enrolment, with a code', pass, proof)
    route(guarded, 'POST', '/two-factor/verify-backup-code', 'Finish a sign-in with a recovery code', pass, proof)
  })
  route(api, 'POST', '/sign-out', 'Sign out', pass, { response: { 200: Done } })
  route(api, 'GET', '/get-session', 'The user and session of this cookie or bearer, or null', pass, {
    response: { 200: Type.Union([Type.Object({ session: Session, user: User }), Type.Null()]) },
  })
  route(api, 'POST', '/update-user', 'Change the own name or picture', pass, {
    body: Type.Object({ name: Type.Optional(Name), image: Image }),
    response: { 200: Done },
  })
  route(api, 'POST', '/revoke-sessions', 'End all sessions', pass, { response: { 200: Done } })
  route(api, 'POST', '/revoke-other-sessions', 'End all sessions but this one', pass, { response: { 200: Done } })
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

function route(
  api: Api,
  method: 'GET' | 'POST',
  url: string,
  summary: string,
  handler: Handler,
  schema: FastifySchema,
) {
  api.route({ method, url, handler, bodyLimit: 16 * 1024, schema: { tags: ['identity'], summary, ...schema } })
}

/** Passes an answer of better-auth on; its refusals leave in our own shape. */
async function relay({ identity, config }: Deps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { challenge } = (request.body ?? {}) as { challenge?: string }
  const answer = await identity.handle(request, challenge)
  const text = await answer.text()
  if (answer.status === 429) {
    throw new AppError('rate_limited', { retry_after_ms: await identity.lockedForMs(request, challenge) })
  }
  if (!answer.ok) throw refusalOf(answer.status, text)
  for (const [name, value] of answer.headers) {
    if (!passedOnOtherwise.has(name)) reply.header(name, value)
  }
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.code(answer.status).send(withWhatCookiesSay(text, answer.headers, config.http.publicUrl))
}

const passedOnOtherwise = new Set(['set-cookie', 'content-length', 'set-auth-token', 'access-control-expose-headers'])

/**
 * For clients without cookies: the token under which a session goes on, which better-auth tells in a header or, where a
 * step has renewed the session, in the cookie alone; and what identifies a sign-in that waits for its code.
 */
function withWhatCookiesSay(text: string, headers: Headers, publicUrl: string): string {
  const body = readJson(text) as { token?: string; status?: boolean; twoFactorRedirect?: boolean } | null
  if (body?.twoFactorRedirect) {
    const prefix = `${cookieNames(publicUrl).challenge}=`
    const cookie = headers.getSetCookie().find((one) => one.startsWith(prefix)) ?? prefix
    return JSON.stringify({ ...body, challenge: cookie.slice(prefix.length).split(';')[0] })
  }
  const token = headers.get('set-auth-token')?.split('.')[0]
  return token && (body?.token || body?.status) ? JSON.stringify({ ...body, token }) : text
}

const refusalsByCode: Readonly<Record<string, ErrorCode>> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_credentials',
  INVALID_PASSWORD: 'wrong_credentials',
  INVALID_CODE: 'wrong_code',
  INVALID_BACKUP_CODE: 'wrong_code',
  INVALID_TWO_FACTOR_COOKIE: 'challenge_expired',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'challenge_expired',
  TOTP_ALREADY_ENABLED: 'two_factor_on',
  TOTP_NOT_ENABLED: 'two_factor_off',
  TWO_FACTOR_NOT_ENABLED: 'two_factor_off',
  BACKUP_CODES_NOT_ENABLED: 'two_factor_off',
}

function refusalOf(status: number, text: string): AppError {
  const { code = '', message = 'is not valid' } = (readJson(text) ?? {}) as { code?: string; message?: string }
  if (code.startsWith('USER_ALREADY_EXISTS')) return new AppError('user_exists', {})
  const known = refusalsByCode[code]
  if (known) return new AppError(known, {})
  if (status === 401) return new AppError('unauthenticated', {})
  if (status === 403) return new AppError('foreign_origin', {})
  if (status === 404) return new AppError('not_found', {})
  if (status === 409) return new AppError('wrong_code', {}) // somebody else used this recovery code at this moment
  if (status >= 500) return new AppError('internal', {})
  return new AppError('bad_request', { problems: [{ path: 'body', problem: message }] })
}

/** Null where there is nothing to learn from it: the status says enough. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
