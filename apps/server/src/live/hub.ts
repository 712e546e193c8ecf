import {
  cursorSuffix,
  type Entry,
  type EventLog,
  type Following,
  fingerprintOf,
  type LogListener,
} from '../eventlog/index.ts'
import { eventsBody } from './events-body.ts'
import { type Audience, Group, type GroupContext, type Listener } from './group.ts'
import type { Limits } from './limits.ts'
import type { GatewayMetrics } from './metrics.ts'
import { Presence } from './presence.ts'

const BODIES_KEPT = 64

/**
 * All who listen to one workspace in this process. New entries of the log go to the groups that hear them, and through
 * a group to its live streams; streams that are not live take them from the tail when they get there.
 */
export class Hub implements LogListener, GroupContext {
  readonly workspaceId: string
  readonly limits: Limits
  /** How many clients hold on to this. */
  holders = 0
  /** Rejects if the log cannot be read. Nothing else here may be used before it has resolved. */
  readonly ready: Promise<void>
  readonly presence: Presence
  readonly #metrics: GatewayMetrics
  readonly #groups = new Map<string, Group>()
  readonly #audiences = new Map<string, Audience>()
  readonly #due = new Set<Group>()
  readonly #bodies = new Map<string, Buffer>()
  #single: Entry | undefined
  #singleBody = eventsBody([])
  #following: Following | null = null
  #suffix = ''
  #suffixAt = -1
  #isReleased = false
  #isPumping = false

  constructor(workspaceId: string, log: EventLog, metrics: GatewayMetrics, limits: Limits) {
    this.workspaceId = workspaceId
    this.limits = limits
    this.presence = new Presence(limits.presenceMembers)
    this.#metrics = metrics
    this.ready = log.follow(workspaceId, this).then((following) => {
      this.#following = following
      if (this.#isReleased) following.release()
    })
  }

  get following(): Following {
    if (!this.#following) throw new Error('the hub is not ready')
    return this.#following
  }

  release(): void {
    this.#isReleased = true
    this.#following?.release()
  }

  /** Puts somebody among those who may hear exactly this. */
  join(listener: Listener, keys: Iterable<string>): Group {
    const group = this.#groupOf([...new Set(keys)].sort())
    if (!group.listeners.includes(listener)) group.listeners.push(listener)
    return group
  }

  /** A group without listeners is forgotten, and an audience without groups. */
  leave(listener: Listener, group: Group): void {
    remove(group.listeners, listener)
    if (group.listeners.length > 0) return
    this.#groups.delete(group.fingerprint)
    this.#due.delete(group)
    for (const audience of group.audiences) {
      remove(audience.groups, group)
      if (audience.groups.length === 0) this.#audiences.delete(audience.key)
    }
  }

  /** Those who hear any of these, each of them once. */
  groupsHearing(keys: Iterable<string>): Set<Group> {
    const found = new Set<Group>()
    for (const key of keys) for (const group of this.#audiences.get(key)?.groups ?? []) found.add(group)
    return found
  }

  appended(entries: readonly Entry[]): void {
    this.#bodies.clear()
    for (const entry of entries) {
      for (const group of this.#groupsOf(entry)) {
        group.add(entry)
        this.#due.add(group)
      }
    }
    this.#pump()
    this.#metrics.lag((Date.now() - entries[0]!.at) / 1_000)
  }

  restarted(reason: 'gap' | 'epoch', reached: number): void {
    this.#due.clear()
    this.#bodies.clear()
    for (const group of this.#groups.values()) group.restarted(reason, reached)
  }

  bodyOf(entries: readonly Entry[]): Buffer {
    const [entry] = entries
    if (entries.length > 1) return this.#bodyOfMany(entries)
    if (entry !== this.#single) {
      this.#single = entry
      this.#singleBody = eventsBody(entries)
    }
    return this.#singleBody
  }

  cursorSuffix(pos: number): string {
    if (pos !== this.#suffixAt) {
      this.#suffix = cursorSuffix(pos)
      this.#suffixAt = pos
    }
    return this.#suffix
  }

  /** One group after the other. Between slices others have their turn, and what comes meanwhile goes along. */
  #pump(): void {
    if (this.#isPumping) return
    const end = performance.now() + this.limits.sliceMs
    let pushes = 0
    for (const group of this.#due) {
      this.#due.delete(group)
      group.flush()
      pushes += group.listeners.length
      if (pushes < this.limits.slicePushes) continue
      pushes = 0
      if (this.#due.size > 0 && performance.now() > end) {
        this.#isPumping = true
        setImmediate(() => {
          this.#isPumping = false
          this.#pump()
        })
        return
      }
    }
  }

  #bodyOfMany(entries: readonly Entry[]): Buffer {
    const key = entries.map(({ pos }) => pos).join()
    let body = this.#bodies.get(key)
    if (!body) {
      body = eventsBody(entries)
      if (this.#bodies.size === BODIES_KEPT) this.#bodies.clear()
      this.#bodies.set(key, body)
    }
    return body
  }

  #groupOf(keys: readonly string[]): Group {
    const fingerprint = fingerprintOf(keys)
    let group = this.#groups.get(fingerprint)
    if (group) return group
    group = new Group(
      this,
      fingerprint,
      keys.map((key) => this.#audienceOf(key)),
    )
    this.#groups.set(fingerprint, group)
    for (const audience of group.audiences) audience.groups.push(group)
    return group
  }

  /** One object per key, so that thousands of groups do not hold thousands of copies of it. */
  #audienceOf(key: string): Audience {
    let audience = this.#audiences.get(key)
    if (!audience) {
      audience = { key, groups: [] }
      this.#audiences.set(key, audience)
    }
    return audience
  }

  /** For an entry with one audience, as nearly all have, without building a set. */
  #groupsOf(entry: Entry): Iterable<Group> {
    const [only] = entry.audiences
    return entry.audiences.length === 1
      ? (this.#audiences.get(only!)?.groups ?? [])
      : this.groupsHearing(entry.audiences)
  }
}

function remove<T>(list: T[], one: T): void {
  const at = list.indexOf(one)
  if (at < 0) return
  const last = list.pop()!
  if (at < list.length) list[at] = last
}
