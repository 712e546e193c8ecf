import { AppError } from '@switchboard/protocol'
import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../deps.ts'
import { limitSignIns } from './limits.ts'
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
const Done = Type.Record(Type.String(), Type.Unknown())

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
      body: Type.Object({
        email: Email,
        password: Type.String({ minLength: 1, maxLength: 128 }),
        rememberMe: Type.Optional(Type.Boolean({ description: 'false: until the browser is closed.' })),
      }),
      response: { 200: SignedIn, ...refusals('wrong_credentials', 'rate_limited') },
    })
    route(guarded, 'POST', '/change-password', 'Change the password', pass, {
      body: Type.Object({
        currentPassword: Type.String({ minLength: 1, maxLength: 128 }),
        newPassword: NewPassword,
        revokeOtherSessions: Type.Optional(Type.Boolean({ description: 'true: sign out everywhere else.' })),
      }),
      response: { 200: Done, ...refusals('wrong_credentials', 'rate_limited') },
    })
  })
  route(api, 'POST', '/sign-out', 'Sign out', pass, { response: { 200: Done } })
  route(api, 'GET', '/get-session', 'The user and session of this cookie or bearer, or null', pass, {
    response: { 200: Type.Union([Type.Object({ session: Session, user: User }), Type.Null()]) },
  })
  route(api, 'POST', '/update-user', 'Change the own name or picture', pass, {
    body: Type.Object({ name: Type.Optional(Name), image: Image }),
    response: { 200: Done },
  })
  route(api, 'GET', '/list-sessions', 'Where this user is signed in', pass, { response: { 200: Type.Array(Session) } })
  route(api, 'POST', '/revoke-session', 'End one session', pass, {
    body: Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }),
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
async function relay({ identity }: Deps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const answer = await identity.handle(request)
  const text = await answer.text()
  if (!answer.ok) throw refusalOf(answer.status, text)
  for (const [name, value] of answer.headers) {
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value)
  }
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.code(answer.status).send(text)
}

function refusalOf(status: number, text: string): AppError {
  const { code = '', message = 'is not valid' } = readRefusal(text)
  if (code.startsWith('USER_ALREADY_EXISTS')) return new AppError('user_exists', {})
  if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'INVALID_PASSWORD') return new AppError('wrong_credentials', {})
  if (status === 401) return new AppError('unauthenticated', {})
  if (status === 403) return new AppError('foreign_origin', {})
  if (status === 404) return new AppError('not_found', {})
  if (status >= 500) return new AppError('internal', {})
  return new AppError('bad_request', { problems: [{ path: 'body', problem: message }] })
}

function readRefusal(text: string): { code?: string; message?: string } {
  try {
    return (JSON.parse(text) ?? {}) as { code?: string; message?: string }
  } catch {
    return {} // nothing to learn from it: the status says enough
  }
}
