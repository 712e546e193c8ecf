import { accessEvents } from '@switchboard/protocol'
import { cursorPrefix, type Entry, type Following } from '../eventlog/index.ts'
import { portionsOf } from './events-body.ts'
import type { Limits } from './limits.ts'
import type { Stream } from './stream.ts'

/**
 * One audience of a workspace, and the groups that hear it. Lists and not sets, here and below: nearly all of them have
 * one member, and there is one for every member of the workspace.
 */
export interface Audience {
  readonly key: string
  readonly groups: Group[]
}

/** What a group needs of the hub that it is in. */
export interface GroupContext {
  readonly following: Following
  readonly limits: Limits
  /** The entries as they stand in a frame, made once for all groups. */
  bodyOf(entries: readonly Entry[]): Buffer
  /** The end of every cursor at this position, made once for all groups. */
  cursorSuffix(pos: number): string
}

/** The streams of a workspace that hear exactly the same: they get the same frames, but for the counter. */
export class Group {
  readonly fingerprint: string
  readonly audiences: readonly Audience[]
  readonly streams: Stream[] = []
  readonly #context: GroupContext
  #prefix: string
  #due: Entry[] = []

  constructor(context: GroupContext, fingerprint: string, audiences: readonly Audience[]) {
    this.#context = context
    this.fingerprint = fingerprint
    this.audiences = audiences
    this.#prefix = cursorPrefix(context.following.bounds.epoch, fingerprint)
  }

  get keys(): string[] {
    return this.audiences.map(({ key }) => key)
  }

  /** The position up to which the live streams of the group have been sent everything. */
  get position(): number {
    const next = this.#due[0]
    return next ? next.pos - 1 : this.#context.following.tail.head
  }

  hears(entry: Entry): boolean {
    return this.audiences.some(({ key }) => entry.audiences.includes(key))
  }

  cursorAt(pos: number): string {
    return this.#prefix + this.#context.cursorSuffix(pos)
  }

  /** In log order; an entry that is heard through several audiences is due once. */
  add(entry: Entry): void {
    if (this.#due.at(-1) !== entry) this.#due.push(entry)
  }

  /** Sends what is due to all who are live: everything in one frame, unless it is very much. */
  flush(): void {
    const due = this.#due
    if (due.length === 0) return
    this.#due = []
    if (due.some(({ type }) => accessEvents.has(type))) {
      for (const stream of this.streams) stream.fallBehind(due[0]!.pos - 1)
      return
    }
    let before = due[0]!.pos - 1
    for (const portion of portionsOf(due, this.#context.limits)) {
      const last = portion.at(-1)!
      const upTo = last === due.at(-1) ? this.#context.following.tail.head : last.pos
      const cursor = this.cursorAt(upTo)
      const body = this.#context.bodyOf(portion)
      for (const stream of this.streams) stream.push(before, upTo, cursor, body, portion.length)
      before = upTo
    }
  }

  restarted(reason: 'gap' | 'epoch', reached: number): void {
    const position = this.#due[0] ? this.#due[0].pos - 1 : reached
    this.#due = []
    this.#prefix = cursorPrefix(this.#context.following.bounds.epoch, this.fingerprint)
    for (const stream of this.streams) {
      if (reason === 'epoch') stream.resync('epoch')
      else stream.fallBehind(position)
    }
  }
}
