import type { NoteView, Page, PageQuery } from '@switchboard/protocol'
import type { Kysely, Selectable } from 'kysely'
import { Type } from 'typebox'
import { readPageCursor, toPage } from '../../db/keyset.ts'
import type { NoteTable, Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { getPerson } from './person.ts'

export type Note = Selectable<NoteTable>

/** `contactId`: whom the one that it was written about has become. */
export function noteView(note: Note, contactId: string): NoteView {
  return {
    id: note.id,
    workspace_id: note.workspace_id,
    contact_id: contactId,
    author_id: note.author_id,
    text: note.text,
    created_at: note.created_at.toISOString(),
    updated_at: note.updated_at.toISOString(),
  }
}

const ById = Type.Tuple([Type.String({ pattern: '^[0-9a-f-]{36}$' })])

/** What the team has written about a person, newest first: ids are made in the order of time. */
export async function listNotes(
  db: Kysely<Schema>,
  viewer: Viewer,
  contactId: string,
  query: PageQuery,
): Promise<Page<NoteView>> {
  const { limit = 50 } = query
  const after = readPageCursor(ById, query.cursor)
  const { id, contact_ids } = await getPerson(db, viewer, contactId)
  const rows = await db
    .selectFrom('notes')
    .selectAll()
    .where('contact_id', 'in', contact_ids)
    .where('removed_at', 'is', null)
    .$if(after !== null, (q) => q.where('id', '<', after![0]))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    (note) => noteView(note, id),
    (note) => [note.id],
  )
}
