import { type Static, Type } from 'typebox'
import type { LogEvent } from './events.ts'
import { Id } from './views.ts'

/**
 * Every frame of `GET /api/v1/realtime`, both ways. Frames are JSON text. A cursor is opaque: a client stores the
 * newest one it was given and sends it back, and neither parses nor compares it.
 */

export const Cursor = Type.String({ minLength: 1, maxLength: 200 })

export const AuthFrame = Type.Object({
  op: Type.Literal('auth'),
  token: Type.Optional(Type.String({ maxLength: 4096, description: 'A token of `POST token`.' })),
  ticket: Type.Optional(
    Type.String({ maxLength: 200, description: 'A ticket of `POST realtime/ticket`; works once.' }),
  ),
  cursor: Type.Optional(nullableCursor()),
})
export type AuthFrame = Static<typeof AuthFrame>

export const HeartbeatFrame = Type.Object({
  op: Type.Literal('heartbeat'),
  n: Type.Optional(Type.Integer({ minimum: 0, description: 'The last frame counter the client has seen.' })),
  cursor: Type.Optional(nullableCursor()),
})
export type HeartbeatFrame = Static<typeof HeartbeatFrame>

export const PullFrame = Type.Object({ op: Type.Literal('pull'), cursor: Cursor })
export type PullFrame = Static<typeof PullFrame>

export const TypingFrame = Type.Object({
  op: Type.Literal('typing'),
  conversation_id: Id,
  is_typing: Type.Boolean(),
})
export type TypingFrame = Static<typeof TypingFrame>

export const PresenceFrame = Type.Object({
  op: Type.Literal('presence'),
  state: Type.Union([Type.Literal('online'), Type.Literal('away')]),
})
export type PresenceFrame = Static<typeof PresenceFrame>

/** What a client may say. The first frame is `auth`, within five seconds; a second `auth` renews the token in place. */
export const ClientFrame = Type.Union([AuthFrame, HeartbeatFrame, PullFrame, TypingFrame, PresenceFrame])
export type ClientFrame = Static<typeof ClientFrame>

/** Why a client has to fetch a snapshot instead of continuing where it was. */
export type ResyncReason = 'epoch' | 'outdated' | 'acl' | 'too_slow'
export const resyncReasons: readonly ResyncReason[] = ['epoch', 'outdated', 'acl', 'too_slow']

export interface HelloFrame {
  op: 'hello'
  heartbeat_ms: number
  session_id: string
}
/**
 * The answer to the first `auth` and to every `pull`; an `auth` that renews the token has none. `replay`: events follow,
 * and once there are no more a second `ready` with mode `live` says so. `live`: nothing is due. `resync`: fetch a
 * snapshot, then `pull` with its cursor; until that `pull` no `events` are sent. `cursor` is where the stream stands for
 * this client; that of a `resync` continues nowhere, and so leads to another. `resync` also comes unasked, when what the
 * client may hear has changed (`acl`), it fell too far behind (`too_slow`) or the log began anew (`epoch`).
 */
export interface ReadyFrame {
  op: 'ready'
  mode: 'replay' | 'live' | 'resync'
  cursor: string
  reason?: ResyncReason
}
/** `n` counts the `events` frames of this connection from 1; a gap means a frame was lost on the way. */
export interface EventsFrame {
  op: 'events'
  n: number
  cursor: string
  events: LogEvent[]
}
export interface VolatileFrame {
  op: 'volatile'
  type: 'typing' | 'presence'
  data: Record<string, unknown>
}
/** The server's half of the heartbeat: what it has sent last and how far it has read the log for this client. */
export interface ServerHeartbeatFrame {
  op: 'heartbeat'
  n: number
  cursor: string
}
export interface ByeFrame {
  op: 'bye'
  code: number
  resume: boolean
  after_ms: number
}
export type ServerFrame = HelloFrame | ReadyFrame | EventsFrame | VolatileFrame | ServerHeartbeatFrame | ByeFrame

function nullableCursor() {
  return Type.Union([Cursor, Type.Null()])
}
