import type { EditFact } from '@switchboard/platform-kit'
import type { MessageHistory } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { insertRows } from '../../db/bulk.ts'
import type { Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { applyEdit, type Message } from './message.ts'
import { getMessage } from './queries.ts'
import type { WorkingSet } from './working-set.ts'

/** What a message said before one of its edits. */
export interface MessageEdit {
  id: string
  message_id: string
  text: string | null
  edited_at: Date
}

/** Edits a message and keeps what it said before. False where a newer edit is known already. */
export function editMessage(set: WorkingSet, message: Message, { text, edit_number, edited_at }: EditFact): boolean {
  const before = message.text
  const at = new Date(edited_at)
  if (!applyEdit(message, { text, edit_number, at })) return false
  set.edits.push({ id: set.deps.newId(), message_id: message.id, text: before, edited_at: at })
  return true
}

export async function keepEdits(tx: Tx, edits: readonly MessageEdit[]): Promise<void> {
  await insertRows(tx, 'message_edits', columns, edits)
}

export async function forgetEdits(tx: Tx, unsent: readonly Message[]): Promise<void> {
  await sql`delete from message_edits where message_id = any(${unsent.map(({ id }) => id)}::uuid[])`.execute(tx)
}

/** What a message said before each of its edits, oldest first. */
export async function readHistory(db: Kysely<Schema>, viewer: Viewer, id: string): Promise<MessageHistory> {
  await getMessage(db, viewer, id)
  const { rows } = await sql<Pick<MessageEdit, 'text' | 'edited_at'>>`
    select text, edited_at from message_edits where message_id = ${id} order by id`.execute(db)
  return { items: rows.map(({ text, edited_at }) => ({ text, edited_at: edited_at.toISOString() })) }
}

const columns = { id: 'uuid', message_id: 'uuid', text: 'text', edited_at: 'timestamptz' } as const
