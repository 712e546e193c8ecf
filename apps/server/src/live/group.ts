import { accessEvents, type ResyncReason } from '@switchboard/protocol'
import type { Viewer } from '../deps.ts'
import { cursorPrefix, type Entry, type Following } from '../eventlog/index.ts'
import { portionsOf } from './events-body.ts'
import type { Limits } from './limits.ts'

/**
 * One audience of a workspace, and the groups that hear it. Lists and not sets, here and below: nearly all of them have
 * one member, and there is one for every member of the workspace.
 */
export interface Audience {
  readonly key: string
  readonly groups: Group[]
}

/** One who listens, as a group sees it. */
export interface Listener {
  readonly viewer: Viewer
  /** Everything after `before` and up to `upTo`, if it is live. */
  push(before: number, upTo: number, cursor: string, body: Buffer, count: number): void
  /** What comes after `pos` is not pushed, and has to be read. */
  fallBehind(pos: number): void
  resync(reason: ResyncReason): void
  /** Dropped if the socket is busy: it is worth nothing later. */
  sendVolatile(frame: Buffer): void
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

/** Those of a workspace who hear exactly the same: they get the same frames, but for the counter. */
export class Group {
  readonly fingerprint: string
  readonly audiences: readonly Audience[]
  readonly listeners: Listener[] = []
  readonly #context: GroupContext
  #prefix: string
  /** One alone is in a list that all groups share. */
  #due: readonly Entry[] = none

  constructor(context: GroupContext, fingerprint: string, audiences: readonly Audience[]) {
    this.#context = context
    this.fingerprint = fingerprint
    this.audiences = audiences
    this.#prefix = cursorPrefix(context.following.bounds.epoch, fingerprint)
  }

  get keys(): string[] {
    return this.audiences.map(({ key }) => key)
  }

  /** The position up to which those who are live have been sent everything. */
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

  /** In log order, each entry once. */
  add(entry: Entry): void {
    const due = this.#due
    if (due.length === 0) this.#due = alone(entry)
    else if (due.length === 1) this.#due = [due[0]!, entry]
    else (due as Entry[]).push(entry)
  }

  /** Sends what is due to all who are live: everything in one frame, unless it is very much. */
  flush(): void {
    const due = this.#due
    if (due.length === 0) return
    this.#due = none
    if (due.some(({ type }) => accessEvents.has(type))) {
      for (const listener of this.listeners) listener.fallBehind(due[0]!.pos - 1)
      return
    }
    let before = due[0]!.pos - 1
    for (const portion of portionsOf(due, this.#context.limits)) {
      const last = portion.at(-1)!
      const upTo = last === due.at(-1) ? this.#context.following.tail.head : last.pos
      const cursor = this.cursorAt(upTo)
      const body = this.#context.bodyOf(portion)
      for (const listener of this.listeners) listener.push(before, upTo, cursor, body, portion.length)
      before = upTo
    }
  }

  restarted(reason: 'gap' | 'epoch', reached: number): void {
    const position = this.#due[0] ? this.#due[0].pos - 1 : reached
    this.#due = none
    this.#prefix = cursorPrefix(this.#context.following.bounds.epoch, this.fingerprint)
    for (const listener of this.listeners) {
      if (reason === 'epoch') listener.resync('epoch')
      else listener.fallBehind(position)
    }
  }
}

const none: readonly Entry[] = []
let last: readonly Entry[] = none

/** Made once for all groups: a list for each of thousands of them would live just long enough to be copied. */
function alone(entry: Entry): readonly Entry[] {
  if (last[0] !== entry) last = [entry]
  return last
}
