import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { AppError, type ErrorBody } from '@switchboard/protocol'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isConnectionLost } from '../db/database.ts'
import type { Api } from './routes.ts'

/** Every failure of every route leaves through here, in one shape. */
export function installErrorHandler(http: Api): void {
  http.setErrorHandler((error: FastifyError, request, reply) => refuse(request, reply, error))
  http.setNotFoundHandler((request, reply) => refuse(request, reply, new AppError('not_found', {})))
}

/** What cannot even be read as HTTP: the only answer that is possible, and then nothing more on this connection. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const { code, message, status, details } = unreadable()
    const body = JSON.stringify({ code, message, details, request_id: randomUUID() })
    const head = [
      `HTTP/1.1 ${status} Bad Request`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  }
  socket.destroy()
}

/** Answers with what the catalogue calls the failure. A bug is logged whole and shown as nothing but its request id. */
export function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const refusal = toAppError(error, request.routeOptions.bodyLimit)
  if (refusal.code === 'internal') request.log.error({ err: error, code: refusal.code }, 'request failed')
  else if (refusal.status >= 500) request.log.warn({ code: refusal.code }, 'request turned away') // expected, and many
  const { retry_after_ms } = refusal.details as { retry_after_ms?: number }
  if (retry_after_ms !== undefined) reply.header('retry-after', Math.ceil(retry_after_ms / 1000))
  const { code, message } = refusal
  const body: ErrorBody = { code, message, details: { ...refusal.details }, request_id: request.id }
  return reply.code(refusal.status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** `bodyLimit`: what the route takes, in bytes. */
export function toAppError(error: unknown, bodyLimit = 0): AppError {
  if (error instanceof AppError) return error
  if (isConnectionLost(error)) return new AppError('database_unavailable', { retry_after_ms: 2_000 })
  return frameworkRefusal(error as FastifyError, bodyLimit) ?? databaseRefusal(error) ?? new AppError('internal', {})
}

function frameworkRefusal(error: FastifyError, bodyLimit: number): AppError | null {
  if (error.validation) return new AppError('bad_request', { problems: problemsOf(error) })
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('payload_too_large', { limit_bytes: bodyLimit })
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError('unsupported_media_type', {})
  // A request that the framework itself turns down: a wrong length, an address that cannot be decoded.
  if (!error.code?.startsWith('FST_') || error.statusCode === undefined || error.statusCode >= 500) return null
  return unreadable()
}

function unreadable(): AppError {
  return new AppError('bad_request', { problems: [{ path: '', problem: 'is not a request that can be read' }] })
}

function problemsOf({ validation = [], validationContext }: FastifyError) {
  return validation.map(({ instancePath, message = 'is not valid' }) => ({
    path: `${validationContext ?? ''}${instancePath}`,
    problem: message,
  }))
}

/** What PostgreSQL says of a value that a client made up: an id that is no id, a text that no text can hold. */
function databaseRefusal(error: unknown): AppError | null {
  const { code } = error as { code?: string }
  if (code === '22P02') return new AppError('not_found', {})
  if (code !== '22021' && code !== '22P05') return null
  return new AppError('bad_request', { problems: [{ path: '', problem: 'holds a character that no text can hold' }] })
}
