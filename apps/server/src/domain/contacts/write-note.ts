import { AppError, type ChangeNote, type CreateNote, type NoteView } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type Note, noteView } from './note.ts'
import { audiencesOfPerson, getPerson, type Person } from './person.ts'

interface Deps {
  db: Db
  now(): Date
}

/** Writes a note about a person. Asked for again, under the same id, it is the same note: `isNew` says which it was. */
export async function addNote(
  { db, now }: Deps,
  viewer: Viewer,
  contactId: string,
  { id, text }: CreateNote,
): Promise<{ note: NoteView; isNew: boolean }> {
  refuseWithout(viewer, 'inbox.reply')
  requireUuid(id)
  return db.transaction(async (tx) => {
    const person = await holdPerson(tx, viewer, contactId)
    const at = now()
    const { workspace_id, member_id: author_id } = viewer
    const written = await tx
      .insertInto('notes')
      .values({ id, workspace_id, contact_id: person.id, author_id, text, created_at: at, updated_at: at })
      .onConflict((note) => note.column('id').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!written) return { note: await earlierNote(tx, viewer, person, id), isNew: false }
    return { note: await announce(tx, person, written), isNew: true }
  })
}

/** Rewrites one's own note. */
export async function changeNote(
  { db, now }: Deps,
  viewer: Viewer,
  id: string,
  { text }: ChangeNote,
): Promise<NoteView> {
  refuseWithout(viewer, 'inbox.reply')
  return db.transaction(async (tx) => {
    const { note, person } = await accessNote(tx, viewer, id)
    if (note.removed_at !== null) throw new AppError('not_found', {})
    if (note.author_id !== viewer.member_id) {
      throw new AppError('forbidden', { permission: 'inbox.reply' }, 'Only its author may change a note.')
    }
    if (note.text === text) return noteView(note, person.id)
    const updated_at = later(note, now())
    await tx.updateTable('notes').set({ text, updated_at }).where('id', '=', id).execute()
    return announce(tx, person, { ...note, text, updated_at })
  })
}

/** Removes a note and forgets its words: one's own, or any for who manages the members. Twice is once. */
export async function removeNote({ db, now }: Deps, viewer: Viewer, id: string): Promise<void> {
  refuseWithout(viewer, 'inbox.reply')
  await db.transaction(async (tx) => {
    const { note, person } = await accessNote(tx, viewer, id)
    if (note.author_id !== viewer.member_id) refuseWithout(viewer, 'members.manage')
    if (note.removed_at !== null) return
    const gone = { text: '', updated_at: later(note, now()), removed_at: now() }
    await tx.updateTable('notes').set(gone).where('id', '=', id).execute()
    await announce(tx, person, { ...note, ...gone })
    // The log still has its words: upkeep takes them out. A minute covers what the two clocks may differ by.
    const since = new Date(note.created_at.getTime() - 60_000)
    await sql`insert into erasures (id, workspace_id, since) values (${id}, ${note.workspace_id}, ${since})`.execute(tx)
  })
}

/** Whom a contact has become, until the commit: who turns out to be somebody else waits for what is said of them now. */
async function holdPerson(tx: Tx, viewer: Viewer, contactId: string): Promise<Person> {
  const { id } = await getPerson(tx, viewer, contactId)
  await sql`select from contacts where id = ${id} for share`.execute(tx)
  return getPerson(tx, viewer, id)
}

async function accessNote(tx: Tx, viewer: Viewer, id: string): Promise<{ note: Note; person: Person }> {
  const note = await tx
    .selectFrom('notes')
    .selectAll()
    .where('id', '=', requireUuid(id))
    .where('workspace_id', '=', viewer.workspace_id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!note) throw new AppError('not_found', {})
  return { note, person: await holdPerson(tx, viewer, note.contact_id) }
}

/** The note that the first request made. One that is gone, or somebody else's, is not there. */
async function earlierNote(tx: Tx, viewer: Viewer, person: Person, id: string): Promise<NoteView> {
  const note = await tx
    .selectFrom('notes')
    .selectAll()
    .where('id', '=', id)
    .where('author_id', '=', viewer.member_id)
    .where('contact_id', 'in', person.contact_ids)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!note) throw new AppError('not_found', {})
  return noteView(note, person.id)
}

async function announce(tx: Tx, person: Person, note: Note): Promise<NoteView> {
  const view = noteView(note, person.id)
  await appendEvents(tx, [
    {
      workspace_id: note.workspace_id,
      audiences: audiencesOfPerson(person),
      conversation_id: null,
      type: 'note_updated',
      data: { ...view, is_removed: note.removed_at !== null },
    },
  ])
  return view
}

function later({ updated_at }: Note, now: Date): Date {
  return new Date(Math.max(now.getTime(), updated_at.getTime() + 1))
}
