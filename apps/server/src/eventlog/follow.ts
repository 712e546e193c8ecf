import type pg from 'pg'
import type { LogGrowth } from '../db/database.ts'
import type { Wakeups } from '../db/wakeups.ts'
import { atMost } from './at-most.ts'
import { type Bounds, boundsOf, readManyBounds } from './bounds.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Entry, entryOfGrown } from './entry.ts'
import { type Page, readPage, readStanding, type ViewerQuery } from './read-page.ts'
import { readStretch, STRETCH } from './read-stretch.ts'
import { Tail } from './tail.ts'

/**
 * The log from the reading side. Invariants:
 *
 * - One reading per workspace and process, however many listen: everybody gets the same entries.
 * - What this process has committed itself is not read again where it goes on from the tail without a hole.
 * - Entries are handed over in order, without a hole and once. Where that cannot be done the listener is told that the
 *   tail was restarted, and reads what it lacks in pages of its own.
 * - A wake-up only makes reading sooner: heads are compared every few seconds, so that one which is lost costs seconds
 *   and nothing else.
 */
export interface EventLog {
  /** From now on `listener` hears of every event of the workspace that is not in `tail` yet. */
  follow(workspaceId: string, listener: LogListener): Promise<Following>
  readPage(query: ViewerQuery, limit: number): Promise<Page>
  readStanding(query: ViewerQuery): Promise<{ bounds: Bounds; behind: number }>
  /** Ends all following and waits for the readings in hand. */
  close(): Promise<void>
}

export interface LogListener {
  appended(entries: readonly Entry[]): void
  /**
   * The tail begins anew. `gap`: what came after `reached` was not handed over, but can be read in pages. `epoch`: the
   * log itself began anew, and no position known so far means anything.
   */
  restarted(reason: 'gap' | 'epoch', reached: number): void
}

export interface Following {
  readonly tail: Tail
  readonly bounds: Bounds
  /** When the log was last seen to be readable, by the clock. */
  readonly readAt: number
  /** Resolves when everything that was committed before the call has been handed over. */
  refresh(): Promise<void>
  release(): void
}

export interface EventLogDeps {
  pool: pg.Pool
  wakeups: Pick<Wakeups, 'subscribe'>
  /** A reading failed. It is tried again within seconds, by itself. */
  onError(error: unknown): void
  clock?: Clock
}

const POLL_MS = 3_000
/** How long a tail that nobody follows stays warm: those who lost their connection come back to it. */
const WARM_MS = 120_000
/** Wake-ups that come faster than this share a reading, and what they tell of shares frames. */
const READING_GAP_MS = 5
/** What a new tail holds at once, so that a restart of the server does not send every client to the database. */
const PRELOAD = 1_000
/** Beyond this a tail starts anew near the head instead of reading through. */
const TOO_FAR = 20_000
const PAGES_AT_ONCE = 4

export function openEventLog(deps: EventLogDeps): EventLog {
  const { pool, onError, clock = systemClock } = deps
  const followers = new Map<string, Follower>()
  const inTurn = atMost(PAGES_AT_ONCE) // catching up must leave connections to those who write

  const unsubscribe = deps.wakeups.subscribe((workspaceIds, growths) => {
    for (const growth of growths) followers.get(growth.workspace_id)?.grown(growth)
    if (growths.length > 0) return
    for (const id of workspaceIds ?? followers.keys()) followers.get(id)?.wake()
  })
  let comparing: Promise<void> | null = null
  const stopPolling = clock.every(POLL_MS, () => {
    forgetCold()
    comparing ??= compareHeads()
      .catch(onError)
      .finally(() => {
        comparing = null
      })
  })

  function forgetCold() {
    for (const [id, follower] of followers) if (follower.idleFor(clock.now()) > WARM_MS) followers.delete(id)
  }

  async function compareHeads() {
    if (followers.size === 0) return
    const bounds = await readManyBounds(pool, [...followers.keys()])
    for (const [id, found] of bounds) followers.get(id)?.heard(found)
  }

  return {
    async follow(workspaceId, listener) {
      let follower = followers.get(workspaceId)
      if (!follower) {
        follower = new Follower(workspaceId, pool, clock, onError)
        followers.set(workspaceId, follower)
      }
      try {
        await follower.ready
      } catch (error) {
        if (followers.get(workspaceId) === follower) followers.delete(workspaceId)
        throw error
      }
      followers.set(workspaceId, follower) // it may have been forgotten meanwhile
      return follower.lease(listener)
    },
    readPage: (query, limit) => inTurn(() => readPage(pool, query, limit)),
    readStanding: (query) => inTurn(() => readStanding(pool, query)),
    async close() {
      unsubscribe()
      stopPolling()
      const readings = [...followers.values()].map((follower) => follower.stop())
      followers.clear()
      await Promise.all([...readings, comparing])
    },
  }
}

class Follower {
  readonly ready: Promise<void>
  tail = new Tail(0)
  bounds: Bounds = { epoch: '', head: 0, floor: 0 }
  readAt = 0
  readonly #workspaceId: string
  readonly #pool: pg.Pool
  readonly #clock: Clock
  readonly #onError: (error: unknown) => void
  readonly #listeners = new Set<LogListener>()
  #idleSince: number
  #reading: Promise<void> | null = null
  #next: Promise<void> | null = null
  #busyAt = Number.NEGATIVE_INFINITY // when something was last read or handed on, by performance.now()
  /** Committed by this process, next in the log, and about to be handed on. Never held while a reading is under way. */
  #grown: Entry[] = []
  #mustRead = false
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(workspaceId: string, pool: pg.Pool, clock: Clock, onError: (error: unknown) => void) {
    this.#workspaceId = workspaceId
    this.#pool = pool
    this.#clock = clock
    this.#onError = onError
    this.#idleSince = clock.now()
    this.ready = this.#start()
  }

  lease(listener: LogListener): Following {
    const follower = this
    this.#listeners.add(listener)
    return {
      get tail() {
        return follower.tail
      },
      get bounds() {
        return follower.bounds
      },
      get readAt() {
        return follower.readAt
      },
      refresh: () => follower.refresh(),
      release() {
        follower.#listeners.delete(listener)
        if (follower.#listeners.size === 0) follower.#idleSince = follower.#clock.now()
      },
    }
  }

  idleFor(now: number): number {
    return this.#listeners.size > 0 ? 0 : now - this.#idleSince
  }

  /** The log has grown, who knows by what. */
  wake(): void {
    this.#mustRead = true
    this.#soon()
  }

  /** The log has grown by this. Commits that are heard of out of their order, or during a reading, are read. */
  grown(growth: LogGrowth): void {
    const { epoch, after, events } = growth
    const isKnown = epoch === this.bounds.epoch && after + events.length <= this.tail.head
    if (isKnown) return // a reading was faster than the news of the commit
    const isNext = epoch === this.bounds.epoch && after === this.tail.head + this.#grown.length && !this.#reading
    if (!isNext) {
      this.wake()
      return
    }
    for (const event of events) this.#grown.push(entryOfGrown(event, growth, this.tail.head + this.#grown.length + 1))
    this.#soon()
  }

  /** The first after a pause at once, the others together a little later. */
  #soon(): void {
    if (this.#timer || this.#stopped) return
    const wait = this.#busyAt + READING_GAP_MS - performance.now()
    if (wait <= 0) this.#catchUp()
    else this.#timer = setTimeout(() => this.#catchUp(), wait)
  }

  #catchUp(): void {
    if (this.#mustRead) {
      this.#readSoon()
      return
    }
    this.#timer = null
    const entries = this.#grown
    this.#grown = []
    if (entries.length === 0) return // a reading has them
    this.#busyAt = performance.now()
    this.bounds = { ...this.bounds, head: entries.at(-1)!.pos }
    this.readAt = this.#clock.now()
    this.tail.append(entries)
    this.#tell((listener) => listener.appended(entries))
  }

  /** Where the log stands, seen from outside: reads if it is further than the tail. */
  heard(bounds: Bounds): void {
    const isKnown = bounds.epoch === this.bounds.epoch && bounds.head === this.tail.head
    if (isKnown) {
      this.bounds = bounds
      this.readAt = this.#clock.now()
    } else {
      this.#readSoon()
    }
  }

  refresh(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    if (!this.#reading) {
      this.#reading = this.#read().finally(() => {
        this.#reading = null
      })
      return this.#reading
    }
    // The reading in hand may have begun before the commit that the caller has in mind: only the next one is sure.
    this.#next ??= this.#reading
      .catch(() => {}) // told to those who wait for that one
      .then(() => {
        this.#next = null
        return this.refresh()
      })
    return this.#next
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#listeners.clear()
    await this.#reading?.catch(() => {}) // nobody is left to be told
  }

  #readSoon(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.refresh().catch(this.#onError)
  }

  async #start(): Promise<void> {
    const bounds = await readManyBounds(this.#pool, [this.#workspaceId])
    this.#restartNear(boundsOf([...bounds.values()]))
    await this.refresh()
  }

  #restartNear(bounds: Bounds): void {
    this.bounds = bounds
    this.tail = new Tail(Math.max(bounds.floor, bounds.head - PRELOAD))
  }

  async #read(): Promise<void> {
    do {
      this.#mustRead = false
      this.#grown = []
      this.#busyAt = performance.now()
      const stretch = await readStretch(this.#pool, this.#workspaceId, this.tail.head, this.tail.headAt)
      if (!this.#take(stretch)) await this.#lookEverywhere()
      this.readAt = this.#clock.now()
    } while (this.tail.head < this.bounds.head && !this.#stopped)
  }

  /** False if positions are missing; then nothing has been taken. */
  #take({ bounds, entries }: { bounds: Bounds; entries: Entry[] }): boolean {
    const reached = this.tail.head
    if (bounds.epoch !== this.bounds.epoch || bounds.head < reached) {
      this.#restartNear(bounds)
      this.#tell((listener) => listener.restarted('epoch', reached))
      return true
    }
    if (bounds.head - reached > TOO_FAR) {
      this.#restartNear(bounds)
      this.#tell((listener) => listener.restarted('gap', reached))
      return true
    }
    if (!isDense(entries, reached, bounds.head)) return false
    this.bounds = bounds
    this.tail.append(entries)
    if (entries.length > 0) this.#tell((listener) => listener.appended(entries))
    return true
  }

  /** A hole: the clock that bounds the search has jumped, or retention has passed us by. */
  async #lookEverywhere(): Promise<void> {
    const stretch = await readStretch(this.#pool, this.#workspaceId, this.tail.head, null)
    if (this.#take(stretch)) return
    const reached = this.tail.head
    if (stretch.bounds.floor <= reached) this.#onError(new Error(`the log of ${this.#workspaceId} has a hole`))
    this.bounds = stretch.bounds
    this.tail = new Tail(stretch.bounds.head) // empty: who needs what lies before reads it in pages
    this.#tell((listener) => listener.restarted('gap', reached))
  }

  /** One listener's bug is not another's. */
  #tell(news: (listener: LogListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        news(listener)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}

/** Whether `entries` are exactly the positions after `reached`, up to the head or to the end of the stretch. */
function isDense(entries: readonly Entry[], reached: number, head: number): boolean {
  const expected = Math.min(head - reached, STRETCH)
  return entries.length === expected && (expected === 0 || entries.at(-1)!.pos === reached + expected)
}
