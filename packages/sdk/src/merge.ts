import type {
  ContactDetails,
  ConversationView,
  ConversationWithMessages,
  MessagePage,
  MessageView,
  NoteView,
  Page,
} from '@switchboard/protocol'
import { Fold } from './fold.ts'
import { addConversation } from './reduce.ts'
import { type InboxState, placeOf, type Thread } from './state.ts'
import { growAround, growDetached, growNewest, trimmed } from './thread.ts'

/**
 * Takes pages of the REST API into a state. A page is read at another moment than the state's cursor: where it is
 * behind, the events since it was asked for are to be applied once more (`InboxStore.load` does); where it is ahead, the
 * log brings the same and nothing is lost or doubled.
 */

/** Conversations from anywhere: a filtered list, a search, a link. A held one gives way only to a newer copy. */
export function mergeConversations(state: InboxState, conversations: readonly ConversationView[]): InboxState {
  const fold = new Fold(state)
  for (const conversation of conversations) {
    const held = fold.state.conversations.get(conversation.id)
    if (held && held.updated_at >= conversation.updated_at) continue
    if (held) fold.set('conversations', conversation.id, conversation)
    else addConversation(fold, conversation)
    fold.markAhead(conversation.id, true)
  }
  return fold.state
}

/** The page of all conversations that follows `state.list.next_cursor`. */
export function continueList(state: InboxState, { items, next_cursor }: Page<ConversationView>): InboxState {
  const last = items.at(-1)
  const has_more = next_cursor !== null
  const oldest = has_more ? (last ? placeOf(last) : state.list.oldest) : null
  return { ...mergeConversations(state, items), list: { has_more, next_cursor, oldest } }
}

/**
 * A page of a thread: its newest one, or one that continues it. What is held already stays as it is, because the log
 * keeps it current.
 */
export function mergeMessages(state: InboxState, conversationId: string, page: Page<MessageView>): InboxState {
  return changeThread(state, conversationId, (thread) => growNewest(thread, page))
}

/** A page from anywhere in a thread: around a message, or one that continues the part around it in either direction. */
export function mergeAround(state: InboxState, conversationId: string, page: MessagePage): InboxState {
  return changeThread(state, conversationId, (thread) => growAround(thread, page))
}

/** A page that continues the detached part of a thread from the message at its edge. */
export function continueDetached(
  state: InboxState,
  conversationId: string,
  side: 'before' | 'after',
  edge: string,
  page: MessagePage,
): InboxState {
  return changeThread(state, conversationId, (thread) => growDetached(thread, side, edge, page))
}

/** Lets go of messages of a thread that are far from one of them, or from its newest (null). */
export function trimThread(state: InboxState, conversationId: string, centre: string | null, most: number): InboxState {
  return changeThread(state, conversationId, (thread) => trimmed(thread, centre, most))
}

function changeThread(state: InboxState, conversationId: string, change: (thread: Thread) => Thread): InboxState {
  const thread = state.threads.get(conversationId)
  if (!thread) return state // the conversation went away meanwhile
  const fold = new Fold(state)
  const changed = change(thread)
  if (changed !== thread) fold.putThread(conversationId, changed)
  return fold.state
}

export function mergeConversation(
  state: InboxState,
  { messages, ...conversation }: ConversationWithMessages,
): InboxState {
  return mergeMessages(mergeConversations(state, [conversation]), conversation.id, messages)
}

/** A contact that was asked for, with its conversations. From now on the log keeps it current. */
export function mergeContact(state: InboxState, details: ContactDetails): InboxState {
  const { conversations, merged_from: _, ...contact } = details
  const held = state.contacts.get(contact.id)
  const isOlder = held !== undefined && held.updated_at >= contact.updated_at
  const contacts = isOlder ? state.contacts : new Map(state.contacts).set(contact.id, contact)
  return mergeConversations({ ...state, contacts }, conversations)
}

/** The newest page of a contact's notes, or with `cursor` the one that continues what is held. */
export function mergeNotes(
  state: InboxState,
  contactId: string,
  page: Page<NoteView>,
  cursor: string | null = null,
): InboxState {
  const held = state.notes.get(contactId)
  if (cursor !== null && held?.next_cursor !== cursor) return state // another page came first
  const known = cursor === null ? [] : (held?.items ?? [])
  const ids = new Set(known.map(({ id }) => id))
  const items = [...known, ...page.items.filter(({ id }) => !ids.has(id))]
  const { next_cursor } = page
  return {
    ...state,
    notes: new Map(state.notes).set(contactId, { items, has_more: next_cursor !== null, next_cursor }),
  }
}
