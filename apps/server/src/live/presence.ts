import type { PresenceFrame } from '@switchboard/protocol'
import type { Group } from './group.ts'
import { textFrame } from './websocket-frame.ts'

type State = PresenceFrame['state'] | 'offline'

/** A connection that takes part. */
export interface Present {
  readonly memberId: string
  /** Dropped if the socket is busy. */
  sendVolatile(frame: Buffer): void
}

/**
 * Who of a workspace is there, as far as they say so, in this process. Nothing here is stored, promised or repeated:
 * whoever is too slow misses it. Only those who say something of themselves hear of the others, so that a workspace of
 * thousands does not talk to itself.
 */
export class Presence {
  /** How many members one frame may name. */
  readonly #most: number
  readonly #clients = new Map<Present, PresenceFrame['state']>()
  readonly #told = new Map<string, State>()
  #isChanged = false

  constructor(most: number) {
    this.#most = most
  }

  say(client: Present, state: PresenceFrame['state']): void {
    const isNew = !this.#clients.has(client)
    this.#clients.set(client, state)
    this.#isChanged = true
    if (isNew && this.#told.size > 0) client.sendVolatile(presenceFrame([...this.#told].slice(0, this.#most)))
  }

  leave(client: Present): void {
    this.#isChanged = this.#clients.delete(client) || this.#isChanged
  }

  /** Tells of what has changed since the last time, in one frame. Called every few seconds. */
  tell(): void {
    if (!this.#isChanged) return
    const all = this.#changes()
    const changes = all.slice(0, this.#most)
    this.#isChanged = changes.length < all.length
    if (changes.length === 0) return
    for (const [id, state] of changes) {
      if (state === 'offline') this.#told.delete(id)
      else this.#told.set(id, state)
    }
    const frame = presenceFrame(changes)
    for (const client of this.#clients.keys()) client.sendVolatile(frame)
  }

  /** A member is as present as their most present connection. */
  #changes(): [string, State][] {
    const states = new Map<string, State>()
    for (const [{ memberId }, state] of this.#clients) {
      if (states.get(memberId) !== 'online') states.set(memberId, state)
    }
    for (const id of this.#told.keys()) if (!states.has(id)) states.set(id, 'offline')
    return [...states].filter(([id, state]) => this.#told.get(id) !== state)
  }
}

/** Passes on that somebody types, but the same news of them no more often than once in `everyMs`. */
export class Typing {
  readonly #everyMs: number
  readonly #passed = new Map<string, number>()

  constructor(everyMs: number) {
    this.#everyMs = everyMs
  }

  isNews(memberId: string, conversationId: string, isTyping: boolean, now: number): boolean {
    const key = `${memberId} ${conversationId}`
    const at = this.#passed.get(`${key} ${isTyping}`)
    if (at !== undefined && now - at < this.#everyMs) return false
    this.#passed.set(`${key} ${isTyping}`, now)
    this.#passed.delete(`${key} ${!isTyping}`)
    return true
  }

  /** Called every few seconds. */
  forget(now: number): void {
    for (const [key, at] of this.#passed) if (now - at >= this.#everyMs) this.#passed.delete(key)
  }
}

/** To all connections in these groups, except the typing member's own. */
export function tellTyping(groups: Iterable<Group>, memberId: string, conversationId: string, isTyping: boolean): void {
  const data = { conversation_id: conversationId, member_id: memberId, is_typing: isTyping }
  const frame = textFrame(JSON.stringify({ op: 'volatile', type: 'typing', data }))
  for (const group of groups) {
    for (const listener of group.listeners) if (listener.viewer.member_id !== memberId) listener.sendVolatile(frame)
  }
}

function presenceFrame(states: readonly [string, State][]): Buffer {
  const members = states.map(([member_id, state]) => ({ member_id, state }))
  return textFrame(JSON.stringify({ op: 'volatile', type: 'presence', data: { members } }))
}
