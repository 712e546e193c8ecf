import type { ConversationView } from '@switchboard/protocol'
import { listIn } from './ordered.ts'
import { emptyThread, type InboxState, type Thread } from './state.ts'

export interface ConversationFilter {
  platform?: ConversationView['platform']
  account_id?: string
  is_archived?: boolean
  unread?: boolean
  /** A member, or nobody (null). */
  assignee_id?: string | null
  label?: string
}

/**
 * The held part of the list, newest activity first. Conversations that are held for another reason (a link, a search)
 * and lie beyond it are left out: between them and the list is what has not been loaded. The same array while nothing
 * of it has changed.
 */
export function listConversations(state: InboxState, filter: ConversationFilter = {}): readonly ConversationView[] {
  return listIn(state, filter)
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
