import type { ConversationView } from '@switchboard/protocol'
import { comparePlaces, emptyThread, type InboxState, isListed, placeOf, type Thread } from './state.ts'

export interface ConversationFilter {
  platform?: ConversationView['platform']
  account_id?: string
  is_archived?: boolean
  unread?: boolean
}

/**
 * The held part of the list, newest activity first. Conversations that are held for another reason (a link, a search)
 * and lie beyond it are left out: between them and the list is what has not been loaded.
 */
export function listConversations(state: InboxState, filter: ConversationFilter = {}): ConversationView[] {
  return [...state.conversations.values()]
    .filter((conversation) => passes(conversation, filter) && isListed(state.list, placeOf(conversation)))
    .toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)))
}

export function threadOf(state: InboxState, conversationId: string): Thread {
  return state.threads.get(conversationId) ?? emptyThread
}

/** By the server's counters, so that conversations which are not loaded count too. */
export function unreadTotals(state: InboxState): { conversations: number; messages: number } {
  const accounts = [...state.accounts.values()]
  return {
    conversations: accounts.reduce((sum, account) => sum + account.unread_conversations, 0),
    messages: accounts.reduce((sum, account) => sum + account.unread_messages, 0),
  }
}

function passes(
  conversation: ConversationView,
  { platform, account_id, is_archived, unread }: ConversationFilter,
): boolean {
  return (
    (platform === undefined || conversation.platform === platform) &&
    (account_id === undefined || conversation.account_id === account_id) &&
    (is_archived === undefined || conversation.is_archived === is_archived) &&
    (unread === undefined || conversation.unread_count > 0 === unread)
  )
}
