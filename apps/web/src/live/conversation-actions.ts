import type { ChangeLabels } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'

/**
 * The one way to change a conversation. It shows at once, waits for the server as long as it must, also over a reload,
 * and is done once. Nothing here answers: what the server refuses is told to the member by `useRefusals`, and taken back.
 */
type Doing = Pick<Client, 'operations'>

/** With `seenSeq`, the last message on the screen, nothing is put away that nobody has seen. */
export function archive({ operations }: Doing, conversation_id: string, seenSeq?: number): void {
  operations.add('archive', { conversation_id, ...(seenSeq !== undefined && { seen_seq: seenSeq }) })
}

export function unarchive({ operations }: Doing, conversation_id: string): void {
  operations.add('unarchive', { conversation_id })
}

export function markRead({ operations }: Doing, conversation_id: string, upToSeq: number): void {
  operations.add('read', { conversation_id, up_to_seq: upToSeq })
}

/** From this message on; left out, the customer's newest. */
export function markUnread({ operations }: Doing, conversation_id: string, fromSeq?: number): void {
  operations.add('unread', { conversation_id, ...(fromSeq !== undefined && { from_seq: fromSeq }) })
}

/** Null: to nobody. */
export function assign({ operations }: Doing, conversation_id: string, assigneeId: string | null): void {
  operations.add('assign', { conversation_id, assignee_id: assigneeId })
}

export function changeLabels(
  { operations }: Doing,
  conversation_id: string,
  { add = [], remove = [] }: ChangeLabels,
): void {
  operations.add('label', { conversation_id, add, remove })
}

/** `id`: the note's, made here (`newId()`). */
export function addNote({ operations }: Doing, note: { contact_id: string; id: string; text: string }): void {
  operations.add('add_note', note)
}

export function changeNote({ operations }: Doing, note: { contact_id: string; id: string; text: string }): void {
  operations.add('change_note', note)
}

export function removeNote({ operations }: Doing, { contact_id, id }: { contact_id: string; id: string }): void {
  operations.add('remove_note', { contact_id, id })
}
