import { randomUUID } from 'node:crypto'
import type { Db } from '../db/database.ts'
import type { Clock } from './clock.ts'
import { appendEvents, type NewEvent } from './index.ts'

/** A workspace with an empty log. */
export async function createWorkspace(db: Db): Promise<string> {
  const id = randomUUID()
  await db.read.insertInto('workspaces').values({ id, name: 'Acme' }).execute()
  return id
}

/** An event that changes nothing for anybody; its id in `data` tells it from others. */
export function note(workspaceId: string, audiences: readonly string[], id: string = randomUUID()): NewEvent {
  return {
    workspace_id: workspaceId,
    audiences,
    conversation_id: null,
    type: 'message_status_update',
    data: { id, conversation_id: 'none', status: 'sent', error: null, delivered_at: null, read_at: null },
  }
}

/** Tells a member, and nobody else, that something about them has changed. */
export function memberUpdated({ workspace_id, member_id, user_id }: MemberIds): NewEvent {
  const at = new Date().toISOString()
  return {
    workspace_id,
    audiences: [`member:${member_id}`],
    conversation_id: null,
    type: 'member_updated',
    data: {
      id: member_id,
      workspace_id,
      user_id,
      name: null,
      email: null,
      avatar_url: null,
      role: 'agent',
      permissions: [],
      is_disabled: false,
      is_removed: false,
      created_at: at,
      updated_at: at,
    },
  }
}

interface MemberIds {
  workspace_id: string
  member_id: string
  user_id: string
}

/** Appends one note per list of audiences, in one commit. */
export async function appendNotes(db: Db, workspaceId: string, audiences: readonly string[][]): Promise<string[]> {
  const notes = audiences.map((keys) => note(workspaceId, keys))
  await db.transaction((tx) => appendEvents(tx, notes))
  return notes.map((event) => (event.data as { id: string }).id)
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now = Date.now()
  readonly #timers = new Set<{ ms: number; due: number; work: () => void }>()

  now(): number {
    return this.#now
  }

  every(ms: number, work: () => void): () => void {
    const timer = { ms, due: this.#now + ms, work }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on, calling what falls due on the way in its order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let next = this.#nextBefore(end); next; next = this.#nextBefore(end)) {
      this.#now = next.due
      next.due += next.ms
      next.work()
    }
    this.#now = end
  }

  #nextBefore(end: number) {
    return [...this.#timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0]
  }
}
