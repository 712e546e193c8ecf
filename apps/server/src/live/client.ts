import { AppError, type AuthFrame, type ClientFrame, type CloseReason, type TypingFrame } from '@switchboard/protocol'
import type { Identified, Viewer } from '../deps.ts'
import type { Clock } from '../eventlog/index.ts'
import { parseClientFrame } from './client-frames.ts'
import type { Connection } from './connection.ts'
import type { Hub } from './hub.ts'
import type { Limits } from './limits.ts'
import { paceOf, TokenBucket } from './pacing.ts'
import { type Typing, tellTyping } from './presence.ts'
import { closeReasonOf, Stream, type StreamDeps } from './stream.ts'

/** What a client needs of the gateway that it came through. */
export interface ClientContext {
  readonly clock: Clock
  readonly limits: Limits
  readonly streams: StreamDeps
  readonly typing: Typing
  random(): number
  identify(frame: AuthFrame): Promise<Identified>
  /** The keys of those who may hear a conversation; null if there is no such conversation for this viewer. */
  audiencesOfConversation(viewer: Viewer, conversationId: string): Promise<Iterable<string> | null>
  holdHub(workspaceId: string): Hub
  releaseHub(hub: Hub): void
  /** The client has said who it is. */
  arrived(client: Client): void
  onError(error: unknown): void
}

/** The far end of one socket: what it says, who it is, and how long it may stay. */
export class Client {
  readonly connection: Connection
  viewer: Viewer | null = null
  readonly #context: ClientContext
  readonly #frames: TokenBucket
  readonly #openedAt: number
  #expiresAt = 0
  #hub: Hub | null = null
  #stream: Stream | null = null
  #heartbeatAt = 0
  #unanswered = 0
  #closingSince = 0

  constructor(connection: Connection, context: ClientContext) {
    this.connection = connection
    this.#context = context
    this.#openedAt = context.clock.now()
    this.#frames = new TokenBucket(context.limits.framesPerSecond, context.limits.frameBurst, this.#openedAt)
    connection.send({ op: 'hello', heartbeat_ms: context.limits.heartbeatMs, session_id: connection.id })
  }

  get memberId(): string {
    return this.viewer?.member_id ?? ''
  }

  /** Takes one frame off the socket. Never throws. */
  receive(data: Buffer, isBinary: boolean): void {
    const { connection } = this
    if (connection.phase === 'closed') return
    const isTooBig = connection.phase === 'greeting' && data.length > this.#context.limits.firstFrameBytes
    const frame = isBinary || isTooBig ? null : parseClientFrame(data.toString())
    if (!this.#frames.take(this.#context.clock.now())) {
      connection.close('too_many_frames')
    } else if (!frame) {
      connection.close('bad_frame')
    } else {
      this.#unanswered = 0
      this.#take(frame).catch((error) => this.#fail(error))
    }
  }

  /** Called every second: everything that time does to a connection, with one timer for all of them. */
  check(now: number): void {
    const { limits } = this.#context
    const reason = this.#overdue(now)
    if (reason) {
      this.connection.close(reason)
    } else if (this.connection.phase === 'closed') {
      this.#closingSince ||= now
      if (now - this.#closingSince > limits.closeMs) this.connection.terminate()
    } else if (this.#stream && now >= this.#heartbeatAt) {
      this.#beat(now)
    }
  }

  sendVolatile(frame: Buffer): void {
    this.#stream?.sendVolatile(frame)
  }

  /** The socket is gone: gives back everything that was held for it. */
  end(): void {
    this.connection.enter('close')
    this.#hub?.presence.leave(this)
    this.#stream?.end()
    if (this.#hub) this.#context.releaseHub(this.#hub)
    this.#hub = null
    this.#stream = null
  }

  async #take(frame: ClientFrame): Promise<void> {
    const { phase } = this.connection
    if (phase === 'greeting') {
      if (frame.op !== 'auth') return this.connection.close('unauthenticated')
      return this.#authenticate(frame)
    }
    switch (frame.op) {
      case 'auth':
        return phase === 'identifying' ? this.connection.close('bad_frame') : this.#renew(frame)
      case 'pull':
        if (!this.connection.enter('pull')) return this.connection.close('bad_frame')
        return this.#stream!.start(frame.cursor)
      case 'typing':
        return this.#passTypingOn(frame)
      case 'presence':
        if (this.#stream) this.#hub?.presence.say(this, frame.state)
        return
      case 'heartbeat':
        return // that it came is all it says
    }
  }

  async #authenticate(frame: AuthFrame): Promise<void> {
    this.connection.enter('auth')
    const viewer = await this.#identify(frame)
    if (this.connection.phase === 'closed') return
    this.viewer = viewer
    this.#context.arrived(this)
    this.#hub = this.#context.holdHub(viewer.workspace_id)
    const hub = this.#hub
    await hub.ready
    if (!this.connection.enter('identified')) return
    this.#heartbeatAt = this.#context.clock.now() + this.#context.random() * this.#context.limits.heartbeatMs
    this.#stream = new Stream(this.connection, hub, viewer, this.#context.streams)
    await this.#stream.start(frame.cursor ?? null)
  }

  /** The same member with a later token. Answered by nothing: the stream goes on as it was. */
  async #renew(frame: AuthFrame): Promise<void> {
    const viewer = await this.#identify(frame)
    const isSame = viewer.member_id === this.memberId && viewer.workspace_id === this.viewer?.workspace_id
    if (!isSame) return this.connection.close('forbidden')
    this.viewer = viewer
    if (this.#stream) this.#stream.viewer = viewer
  }

  async #identify(frame: AuthFrame): Promise<Viewer> {
    const { expires_at, ...viewer } = await this.#context.identify(frame)
    this.#expiresAt = expires_at.getTime()
    return viewer
  }

  async #passTypingOn({ conversation_id, is_typing }: TypingFrame): Promise<void> {
    const { typing, clock } = this.#context
    const viewer = this.viewer
    const group = this.#stream?.group
    if (!viewer || !group || !typing.isNews(this.memberId, conversation_id, is_typing, clock.now())) return
    const keys = await this.#context.audiencesOfConversation(viewer, conversation_id)
    const groups = keys && this.#hub?.groupsHearing(keys)
    // Who may not hear a conversation is not told that it exists.
    if (groups?.has(group)) tellTyping(groups, this.memberId, conversation_id, is_typing)
  }

  #beat(now: number): void {
    const { limits, random } = this.#context
    // A heartbeat vouches for the log. Without one, the client will know that something is wrong, and rightly.
    if (now - this.#hub!.following.readAt > limits.staleLogMs) return
    if (this.#unanswered >= limits.missedHeartbeats) this.connection.close('idle')
    else if (this.#stream!.beat()) this.#unanswered++
    this.#heartbeatAt = now + limits.heartbeatMs + (2 * random() - 1) * limits.heartbeatSpreadMs
  }

  /** Why this connection has to end now, if it has to. */
  #overdue(now: number): CloseReason | null {
    const { limits } = this.#context
    const { phase, bufferedBytes } = this.connection
    const age = now - this.#openedAt
    if (phase === 'closed') return null
    if (phase === 'greeting') return age > limits.authMs ? 'unauthenticated' : null
    if (phase === 'identifying') return age > limits.authMs + limits.startMs ? 'unavailable' : null
    if (now > this.#expiresAt + limits.expiryGraceMs) return 'unauthenticated'
    return paceOf(bufferedBytes, this.#stream!.heldFor(now), limits) === 'close' ? 'too_slow' : null
  }

  #fail(error: unknown): void {
    this.connection.close(closeReasonOf(error))
    if (!(error instanceof AppError)) this.#context.onError(error)
  }
}
