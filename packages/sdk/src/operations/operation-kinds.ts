import type { ChangedConversation, ConversationChange, ConversationView, NoteView } from '@switchboard/protocol'
import type { Requests } from '../requests.ts'
import type { InboxState } from '../state.ts'
import { keyOf, type OperationError, type Trace } from './operation.ts'

/** What a queue knows of a kind of operation, and all it knows: another kind is another line of the table. */
export interface Kind<P, A> {
  /** Operations that share a lane are sent one after the other, in the order in which they were done. */
  lanes(payload: P): string[]
  /** Asks the server. It may have been asked before, so the request has to be one that may come twice. */
  send(requests: Requests, payload: P, signal: AbortSignal): Promise<A>
  /** What the store holds once it has heard of what was answered. */
  traces(answer: A, payload: P): Trace[]
  /** What it does to conversations, as long as the store does not know. */
  changes?(payload: P): readonly AskedChange[]
  /** What it does to notes. */
  note?(payload: P): ChangedNote
  /** Why it had better not be sent any more, with what is known now. */
  objection?(state: InboxState, payload: P): OperationError | null
  /** What somebody wrote is shown even if the server refuses it. */
  staysShown?: true
  /** While one waits for somebody's attention, those behind it in its lane wait as well. */
  holdsLane?: true
}

export interface AskedChange {
  readonly conversation_id: string
  readonly change: ConversationChange
}

export interface ChangedNote {
  readonly id: string
  readonly contact_id: string
  /** Null: it is gone. */
  readonly text: string | null
  readonly isNew: boolean
}

interface One {
  readonly conversation_id: string
}

interface OneNote {
  readonly id: string
  readonly contact_id: string
}

export const operationKinds = {
  /** With `seen_seq`, the last message that was on the screen, it puts nothing away that nobody has seen. */
  archive: kind<One & { readonly seen_seq?: number }, ConversationView>({
    ...toOne(() => ({ is_archived: true })),
    send: (requests, { conversation_id: id }, signal) => requests.conversations.archive(id, { signal }),
    objection({ conversations }, { conversation_id, seen_seq }) {
      const last = conversations.get(conversation_id)?.last_message
      const isUnseen = seen_seq !== undefined && last?.direction === 'inbound' && last.seq > seen_seq
      return isUnseen ? { code: 'written_since', message: 'The customer has written since.' } : null
    },
  }),

  unarchive: kind<One, ConversationView>({
    ...toOne(() => ({ is_archived: false })),
    send: (requests, { conversation_id: id }, signal) => requests.conversations.unarchive(id, { signal }),
  }),

  read: kind<One & { readonly up_to_seq: number }, { conversation: ConversationView }>({
    ...toOne<One & { up_to_seq: number }>(({ up_to_seq }) => ({ read_up_to_seq: up_to_seq })),
    send: (requests, { conversation_id: id, up_to_seq }, signal) =>
      requests.conversations.read(id, { up_to_seq }, { signal }),
    traces: ({ conversation }) => [traceOf(conversation)],
  }),

  unread: kind<One & { readonly from_seq?: number }, ConversationView>({
    ...toOne<One & { from_seq?: number }>(({ from_seq }) =>
      from_seq === undefined ? { unread: true } : { unread_from_seq: from_seq },
    ),
    send: (requests, { conversation_id: id, from_seq }, signal) =>
      requests.conversations.unread(id, from_seq === undefined ? {} : { from_seq }, { signal }),
  }),

  assign: kind<One & { readonly assignee_id: string | null }, ConversationView>({
    ...toOne<One & { assignee_id: string | null }>(({ assignee_id }) => ({ assignee_id })),
    send: (requests, { conversation_id: id, assignee_id }, signal) =>
      requests.conversations.assign(id, { assignee_id }, { signal }),
  }),

  label: kind<One & { readonly add: string[]; readonly remove: string[] }, ConversationView>({
    ...toOne<One & { add: string[]; remove: string[] }>(({ add, remove }) => ({
      add_labels: add,
      remove_labels: remove,
    })),
    send: (requests, { conversation_id: id, add, remove }, signal) =>
      requests.conversations.label(id, { add, remove }, { signal }),
  }),

  /** The same to many at once. The answer, which `onAnswer` brings, says how to undo it. */
  change: kind<{ conversation_ids: string[]; change: ConversationChange }, { items: ChangedConversation[] }>({
    ...toMany<{ conversation_ids: string[]; change: ConversationChange }>(({ conversation_ids, change }) =>
      conversation_ids.map((conversation_id) => ({ conversation_id, change })),
    ),
    send: (requests, payload, signal) => requests.conversations.change(payload, { signal }),
  }),

  undo: kind<{ items: AskedChange[] }, { items: ChangedConversation[] }>({
    ...toMany<{ items: AskedChange[] }>(({ items }) => items),
    send: (requests, { items }, signal) => requests.conversations.undo({ items }, { signal }),
  }),

  add_note: kind<OneNote & { readonly text: string }, NoteView>({
    ...toNote<OneNote & { text: string }>(({ text }) => ({ text, isNew: true })),
    send: (requests, { contact_id, id, text }, signal) =>
      requests.contacts.addNote(contact_id, { id, text }, { signal }),
    traces: (note) => [traceOfNote(note)],
    staysShown: true,
  }),

  change_note: kind<OneNote & { readonly text: string }, NoteView>({
    ...toNote<OneNote & { text: string }>(({ text }) => ({ text, isNew: false })),
    send: (requests, { id, text }, signal) => requests.notes.change(id, { text }, { signal }),
    traces: (note) => [traceOfNote(note)],
    staysShown: true,
  }),

  remove_note: kind<OneNote, null>({
    ...toNote(() => ({ text: null, isNew: false })),
    send: (requests, { id }, signal) => requests.notes.remove(id, { signal }),
    traces: (_, { id, contact_id }) => [{ of: 'note', id, contact_id, updated_at: null }],
  }),
}

export type OperationKind = keyof typeof operationKinds
export type PayloadOf<K extends OperationKind> = (typeof operationKinds)[K] extends Kind<infer P, infer _> ? P : never
export type AnswerOf<K extends OperationKind> = (typeof operationKinds)[K] extends Kind<infer _, infer A> ? A : never

/** The line of the table, for who does not care which one it is. */
export function kindOf(name: OperationKind): Kind<unknown, unknown> {
  return operationKinds[name]
}

function kind<P, A>(parts: Kind<P, A>): Kind<P, A> {
  return parts
}

function toOne<P extends One>(changeOf: (payload: P) => ConversationChange) {
  return {
    lanes: ({ conversation_id: id }: P) => [keyOf({ of: 'conversation', id })],
    changes: (payload: P) => [{ conversation_id: payload.conversation_id, change: changeOf(payload) }],
    traces: (answer: ConversationView): Trace[] => [traceOf(answer)],
  }
}

function toMany<P>(changes: (payload: P) => readonly AskedChange[]) {
  return {
    changes,
    lanes: (payload: P) => changes(payload).map(({ conversation_id: id }) => keyOf({ of: 'conversation', id })),
    traces: ({ items }: { items: ChangedConversation[] }): Trace[] =>
      items.flatMap(({ conversation }) => (conversation ? [traceOf(conversation)] : [])),
  }
}

function toNote<P extends OneNote>(change: (payload: P) => Pick<ChangedNote, 'text' | 'isNew'>) {
  return {
    lanes: ({ id }: P) => [keyOf({ of: 'note', id })],
    note: (payload: P): ChangedNote => ({ id: payload.id, contact_id: payload.contact_id, ...change(payload) }),
  }
}

function traceOf({ id, updated_at }: ConversationView): Trace {
  return { of: 'conversation', id, updated_at }
}

function traceOfNote({ id, contact_id, updated_at }: NoteView): Trace {
  return { of: 'note', id, contact_id, updated_at }
}
