import { type Static, Type } from 'typebox'
import { Id, Time } from './views.ts'

/** What the team writes about a contact, for itself. */
export const NoteView = Type.Object({
  id: Id,
  workspace_id: Id,
  contact_id: Id,
  author_id: Id,
  text: Type.String(),
  created_at: Time,
  updated_at: Time,
})
export type NoteView = Static<typeof NoteView>

const NoteText = Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' })
export const CreateNote = Type.Object({
  id: Type.String({ format: 'uuid', description: 'A UUIDv7 made by the client: sent again, it is the same note.' }),
  text: NoteText,
})
export type CreateNote = Static<typeof CreateNote>

export const ChangeNote = Type.Object({ text: NoteText })
export type ChangeNote = Static<typeof ChangeNote>
