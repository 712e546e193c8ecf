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
 * `replay`: events follow until the client is caught up. `live`: it already is. `resync`: fetch a snapshot, then
 * `pull` with its cursor. `cursor` is where the stream stands for this client. Also sent later, when what the client
 * may hear has changed (`acl`) or it fell too far behind (`too_slow`).
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

/**
 * How a connection ends. `resume`: the client may come back with its cursor. `token`: only with a new token.
 * 4000 + n says what HTTP would have said with status n.
 */
export const closeCodes = {
  normal: { code: 1000, resume: true, token: false },
  going_away: { code: 1001, resume: true, token: false },
  frame_too_big: { code: 1009, resume: true, token: false },
  bug: { code: 1011, resume: true, token: false },
  restarting: { code: 1012, resume: true, token: false },
  bad_frame: { code: 4400, resume: true, token: false },
  unauthenticated: { code: 4401, resume: true, token: true },
  forbidden: { code: 4403, resume: false, token: true },
  idle: { code: 4408, resume: true, token: false },
  replaced: { code: 4409, resume: false, token: false },
  too_slow: { code: 4410, resume: true, token: false },
  too_many_frames: { code: 4429, resume: true, token: false },
} as const
export type CloseReason = keyof typeof closeCodes

function nullableCursor() {
  return Type.Union([Cursor, Type.Null()])
}
