import { type Client, newId } from '@switchboard/sdk'
import { useSyncExternalStore } from 'react'
import { explain } from '../session/explain.ts'
import { addNote } from './writes.ts'

/** A note that the server has not confirmed yet. It keeps its id through every attempt, so that it is one note. */
export interface UnsavedNote {
  readonly id: string
  readonly text: string
  readonly created_at: string
  /** What went wrong the last time; null while it is on its way. */
  readonly problem: string | null
}

/**
 * Notes on their way and what is half-written, by contact: of the page and not of a panel, because whoever goes to
 * another conversation meanwhile loses neither.
 */
const unsaved = new Map<string, readonly UnsavedNote[]>()
const drafts = new Map<string, string>()
const listeners = new Set<() => void>()
const none: readonly UnsavedNote[] = []

export function useUnsavedNotes(contactId: string): readonly UnsavedNote[] {
  return useSyncExternalStore(subscribe, () => unsaved.get(contactId) ?? none)
}

export function saveNewNote(client: Client, contactId: string, text: string): void {
  const note: UnsavedNote = { id: newId(), text, created_at: new Date().toISOString(), problem: null }
  set(contactId, [note, ...(unsaved.get(contactId) ?? none)])
  void send(client, contactId, note)
}

export function saveAgain(client: Client, contactId: string, note: UnsavedNote): void {
  const again = { ...note, problem: null }
  replace(contactId, again)
  void send(client, contactId, again)
}

export function discardUnsaved(contactId: string, id: string): void {
  set(
    contactId,
    (unsaved.get(contactId) ?? none).filter((note) => note.id !== id),
  )
}

export const draftOf = (contactId: string) => drafts.get(contactId) ?? ''

export function keepDraft(contactId: string, text: string): void {
  if (text === '') drafts.delete(contactId)
  else drafts.set(contactId, text)
}

async function send(client: Client, contactId: string, note: UnsavedNote): Promise<void> {
  try {
    await addNote(client, contactId, { id: note.id, text: note.text })
    discardUnsaved(contactId, note.id)
  } catch (error) {
    replace(contactId, { ...note, problem: explain(error) })
  }
}

function replace(contactId: string, note: UnsavedNote): void {
  set(
    contactId,
    (unsaved.get(contactId) ?? none).map((one) => (one.id === note.id ? note : one)),
  )
}

function set(contactId: string, notes: readonly UnsavedNote[]): void {
  if (notes.length === 0) unsaved.delete(contactId)
  else unsaved.set(contactId, notes)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
