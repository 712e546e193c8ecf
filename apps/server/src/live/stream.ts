import { AppError, accessEvents, type CloseReason, type ResyncReason } from '@switchboard/protocol'
import type { Viewer } from '../deps.ts'
import {
  type Cursor,
  decide,
  type Entry,
  type EventLog,
  formatCursor,
  MAX_REPLAY,
  nobody,
  parseCursor,
  type Start,
} from '../eventlog/index.ts'
import type { Connection } from './connection.ts'
import { eventsBody, portionsOf } from './events-body.ts'
import type { Group, Listener } from './group.ts'
import type { Hub } from './hub.ts'
import type { Limits } from './limits.ts'
import type { GatewayMetrics } from './metrics.ts'
import { paceOf } from './pacing.ts'

export interface StreamDeps {
  log: Pick<EventLog, 'readPage' | 'readStanding'>
  metrics: GatewayMetrics
  limits: Limits
  now(): number
  /** What this member may hear now; null once they may not act. */
  audiencesOf(viewer: Viewer): Promise<Iterable<string> | null>
  /** Something broke that is not the client's doing. */
  onError(error: unknown): void
}

const noEvents = eventsBody([])

/**
 * One connection's place in the log. Invariants:
 *
 * - Catching up and being live read the same log through one position, so there is no seam between them: whoever is not
 *   live reads on from its position, in pages until the tail covers it, and becomes live in the same tick in which
 *   nothing is left to read.
 * - Nothing waits here for a slow socket but its position.
 * - Nothing is sent under audiences that an event already sent may have changed.
 * - After a `resync`, nothing is sent until the client's `pull`.
 */
export class Stream implements Listener {
  viewer: Viewer
  readonly #connection: Connection
  readonly #hub: Hub
  readonly #deps: StreamDeps
  #group: Group | null = null
  /** Up to here everything has been sent. While this is live, the group knows. */
  #pos = 0
  /** The position of the last cursor that was sent. */
  #told = 0
  /** Events up to here cannot change what may be heard: it was asked after they had been read. */
  #checkedTo = 0
  #isReplaying = false
  #heldSince = 0
  /** Counts the beginnings: what an earlier one still waits for is thrown away when it comes. */
  #run = 0

  constructor(connection: Connection, hub: Hub, viewer: Viewer, deps: StreamDeps) {
    this.#connection = connection
    this.#hub = hub
    this.#deps = deps
    this.viewer = viewer
  }

  get group(): Group | null {
    return this.#group
  }

  /** For how long the socket has been draining; 0 while it is not. */
  heldFor(now: number): number {
    return this.#connection.phase === 'held' ? now - this.#heldSince : 0
  }

  /**
   * Answers an `auth` or a `pull`: finds out where to continue, says so with `ready`, and goes on from there. Without
   * a cursor: from now on. Never rejects: what cannot be served is closed.
   */
  async start(cursor: string | null): Promise<void> {
    const run = ++this.#run
    this.#isReplaying = false
    try {
      const start = await this.#findStart(cursor, run)
      if (!start || run !== this.#run) return
      if (start.mode === 'resync') {
        this.resync(start.reason)
      } else {
        this.#connection.enter('continue')
        this.#isReplaying = start.mode === 'replay'
        this.#deps.metrics.ready(start.mode, '')
        await this.#connection.together(() => {
          this.#sayReady(start.mode)
          return this.#advance(run)
        })
      }
    } catch (error) {
      this.#fail(error, run)
    }
  }

  push(before: number, upTo: number, cursor: string, body: Buffer, count: number): void {
    if (this.#connection.phase !== 'live') return
    if (this.#isHeld(before)) return
    this.#told = upTo
    this.#connection.sendEvents(cursor, body, count)
  }

  fallBehind(pos: number): void {
    if (this.#connection.phase !== 'live') return
    this.#pos = pos
    this.#connection.enter('behind')
    this.#goOn(this.#advance(this.#run))
  }

  /** Tells the client to fetch a snapshot, and then to `pull`. */
  resync(reason: ResyncReason): void {
    if (this.#connection.phase === 'waiting' || !this.#connection.enter('resync')) return
    this.#run++
    this.#deps.metrics.ready('resync', reason)
    this.#connection.send({ op: 'ready', mode: 'resync', reason, cursor: this.#cursorToNowhere() })
  }

  /**
   * Proves that the log is being read for this client: says what was sent last and how far the log has been read. If
   * that is further than it has been told, because only others heard something, an empty frame moves its cursor. False
   * while there is nothing to be proven.
   */
  beat(): boolean {
    const { phase } = this.#connection
    const group = this.#group
    if (!group || phase === 'starting' || phase === 'held') return false
    if (phase === 'waiting') {
      this.#sayHeartbeat(this.#cursorToNowhere())
      return true
    }
    const pos = phase === 'live' ? group.position : this.#pos
    const cursor = group.cursorAt(pos)
    if (pos !== this.#told) this.#connection.sendEvents(cursor, noEvents, 0)
    this.#told = pos
    this.#sayHeartbeat(cursor)
    return true
  }

  sendVolatile(frame: Buffer): void {
    if (this.#connection.bufferedBytes <= this.#deps.limits.volatileBytes) this.#connection.sendFramed(frame)
  }

  /** The connection is gone. */
  end(): void {
    this.#run++
    if (this.#group) this.#hub.leave(this, this.#group)
    this.#group = null
  }

  async #findStart(text: string | null, run: number): Promise<Start | null> {
    const { following } = this.#hub
    const cursor = parseCursor(text)
    // A snapshot may have been quicker than our reading of the log.
    const isAhead = cursor && (cursor.pos > following.tail.head || cursor.epoch !== following.bounds.epoch)
    if (isAhead) await following.refresh()
    if (run !== this.#run) return null
    // Always: a cursor may lie beyond an event that would have made us ask.
    await this.#askAudiences(run)
    if (run !== this.#run || !this.#group) return null
    if (text !== null) return this.#startAt(cursor, this.#group)
    this.#pos = this.#checkedTo
    return { mode: 'live' }
  }

  /** Asks the tail where it can, because after a restart everybody comes back at once. */
  async #startAt(cursor: Cursor | null, group: Group): Promise<Start> {
    const { tail, bounds } = this.#hub.following
    const start = decide(cursor, { ...bounds, head: tail.head }, group.fingerprint, 0)
    if (start.mode === 'resync' || !cursor) return start
    this.#pos = cursor.pos
    if (!tail.covers(cursor.pos)) {
      const standing = await this.#deps.log.readStanding(this.#query(group))
      return decide(cursor, standing.bounds, group.fingerprint, standing.behind)
    }
    if (tail.after(cursor.pos).some((entry) => group.hears(entry))) return { mode: 'replay', after: cursor.pos }
    this.#pos = tail.head
    return start
  }

  /** Sends everything after the position and then becomes live; stops where the socket or an event says so. */
  async #advance(run: number): Promise<void> {
    const { following } = this.#hub
    while (run === this.#run && this.#connection.phase === 'reading') {
      const { tail } = following
      if (tail.covers(this.#pos)) this.#finishFrom(tail.after(this.#pos), tail.head)
      else if (this.#pos < tail.head) await this.#readPage(run)
      else await following.refresh() // a page was quicker than the tail
    }
    if (run === this.#run && this.#connection.phase === 'checking') await this.#check(run)
  }

  #finishFrom(entries: readonly Entry[], head: number): void {
    const group = this.#group!
    const heard = entries.filter((entry) => group.hears(entry))
    if (!this.#sendAll(heard, head, (portion) => this.#hub.bodyOf(portion))) return
    group.flush() // what is due to the others is behind this one: it must not come a second time
    this.#connection.enter('caught_up')
    if (this.#isReplaying) this.#sayReady('live')
    this.#isReplaying = false
  }

  async #readPage(run: number): Promise<void> {
    const page = await this.#deps.log.readPage(this.#query(this.#group!), this.#deps.limits.pageEvents)
    if (run !== this.#run) return
    // Retention has overtaken a slow reader, and what it lacks is gone; or the positions are those of another log.
    if (page.bounds.floor > this.#pos) this.resync('too_slow')
    else if (page.bounds.epoch !== this.#hub.following.bounds.epoch) this.resync('epoch')
    else this.#sendAll(page.events, page.upTo, eventsBody)
  }

  /** False if it had to stop on the way; then the position is where it stopped. */
  #sendAll(events: readonly Entry[], upTo: number, bodyOf: (events: readonly Entry[]) => Buffer): boolean {
    const doubtful = events.find(({ type, pos }) => pos > this.#checkedTo && accessEvents.has(type))
    const sendable = doubtful ? events.slice(0, events.indexOf(doubtful) + 1) : events
    const end = doubtful ? doubtful.pos : upTo
    for (const portion of portionsOf(sendable, this.#deps.limits)) {
      if (this.#isHeld(this.#pos)) return false
      const last = portion.at(-1)!
      this.#pos = last === sendable.at(-1) ? end : last.pos
      this.#told = this.#pos
      this.#connection.sendEvents(this.#group!.cursorAt(this.#pos), bodyOf(portion), portion.length)
    }
    this.#pos = end
    if (doubtful) this.#connection.enter('doubt')
    return !doubtful
  }

  /** True if the socket has enough to do. Then it stays at `pos`, and reads on from there when it has drained. */
  #isHeld(pos: number): boolean {
    if (paceOf(this.#connection.bufferedBytes, 0, this.#deps.limits) === 'push') return false
    this.#pos = pos
    this.#heldSince = this.#deps.now()
    this.#connection.enter('full')
    this.#deps.metrics.slow()
    const run = this.#run
    this.#connection.onceDrained(() => {
      if (run === this.#run && this.#connection.enter('drained')) this.#goOn(this.#readOn(run))
    })
    return true
  }

  async #readOn(run: number): Promise<void> {
    if (!this.#hub.following.tail.covers(this.#pos)) {
      const { behind } = await this.#deps.log.readStanding(this.#query(this.#group!))
      if (run !== this.#run) return
      if (behind > MAX_REPLAY) return this.resync('too_slow')
    }
    await this.#advance(run)
  }

  /** Asks again what the member may hear. If it is the same, goes on; if not, the client needs a snapshot. */
  async #check(run: number): Promise<void> {
    const before = this.#group
    await this.#askAudiences(run)
    if (run !== this.#run) return
    if (this.#group !== before) return this.resync('acl')
    this.#connection.enter('confirmed')
    await this.#advance(run)
  }

  /** The head is taken first, so that an event that changes the answer without being in it comes after the head. */
  async #askAudiences(run: number): Promise<void> {
    const head = this.#hub.following.tail.head
    const keys = await this.#deps.audiencesOf(this.viewer)
    if (!keys) throw new AppError('unauthenticated', {})
    if (run !== this.#run) return
    const before = this.#group
    this.#group = this.#hub.join(this, keys)
    if (before && before !== this.#group) this.#hub.leave(this, before)
    this.#checkedTo = head
  }

  #sayReady(mode: 'live' | 'replay'): void {
    this.#told = this.#pos
    this.#connection.send({ op: 'ready', mode, cursor: this.#group!.cursorAt(this.#pos) })
  }

  #sayHeartbeat(cursor: string): void {
    this.#connection.send({ op: 'heartbeat', n: this.#connection.n, cursor })
  }

  #cursorToNowhere(): string {
    const { epoch, head } = this.#hub.following.bounds
    return formatCursor({ epoch, pos: head, fingerprint: nobody })
  }

  #query(group: Group) {
    return { workspaceId: this.#hub.workspaceId, audiences: group.keys, after: this.#pos }
  }

  #goOn(work: Promise<void>): void {
    const run = this.#run
    work.catch((error) => this.#fail(error, run))
  }

  #fail(error: unknown, run: number): void {
    if (run !== this.#run) return
    this.#run++
    this.#connection.close(closeReasonOf(error))
    if (!(error instanceof AppError)) this.#deps.onError(error)
  }
}

/** 4000 + the status that HTTP would have answered, where there is such a code; otherwise it may be better later. */
export function closeReasonOf(error: unknown): CloseReason {
  if (!(error instanceof AppError)) return 'unavailable'
  if (error.status === 401) return 'unauthenticated'
  return error.status < 500 ? 'forbidden' : 'unavailable'
}
