import type { ConversationQuery, ConversationView, SavedFilter } from '@switchboard/protocol'
import { replyPolicyAt } from '@switchboard/sdk'
import type { InboxFilters, InboxView } from './inbox-search.ts'

/** What `GET conversations` is asked for, without the place in the list. */
export type ListQuery = Omit<ConversationQuery, 'limit' | 'cursor'>

/** The query of an address. What a view says itself its filters cannot take back. */
export function queryOf(view: InboxView, filters: InboxFilters): ListQuery {
  const { assignee, failed, name, ...same } = filters
  return {
    ...same,
    ...(name !== undefined && { q: name }),
    ...(assignee !== undefined && { assignee_id: assignee }),
    ...(failed && { has_failed: true }),
    is_archived: view === 'archived',
    ...(view === 'unread' && { unread: true }),
    ...(view === 'mine' && { assignee_id: 'me' }),
    ...(view === 'unassigned' && { assignee_id: 'none' }),
  }
}

/** The address of a saved view: under the built-in view that says the most of it. */
export function addressOf(filter: SavedFilter): { view: InboxView; filters: InboxFilters } {
  const { is_archived: _archived, sort: _sort, assignee_id, has_failed, q, ...same } = filter
  const view = viewOf(filter)
  const isSaid = { assignee: view === 'mine' || view === 'unassigned', unread: view === 'unread' }
  const { unread, ...others } = same
  return {
    view,
    filters: {
      ...others,
      ...(unread && !isSaid.unread && { unread }),
      ...(assignee_id !== undefined && !isSaid.assignee && { assignee: assignee_id }),
      ...(has_failed && { failed: true }),
      ...(q !== undefined && { name: q }),
    },
  }
}

function viewOf({ is_archived, assignee_id, unread }: SavedFilter): InboxView {
  if (is_archived) return 'archived'
  if (assignee_id === 'me') return 'mine'
  if (assignee_id === 'none') return 'unassigned'
  return unread ? 'unread' : 'all'
}

/** The same text for the same conversations, whatever the order in which it was said. */
export function keyOf(query: ListQuery): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined)
  return JSON.stringify(said.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** From where a conversation is looked at. */
export interface Vantage {
  readonly my_id: string
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string
  /** Conversations with a message that failed, as far as the server has told: they cannot be told by their view. */
  readonly failed: ReadonlySet<string>
}

export const closing_ms = 4 * 3_600_000

/** Whether the server would list the conversation, told without asking it. */
export function passes(conversation: ConversationView, query: ListQuery, { my_id, at, failed }: Vantage): boolean {
  const { platform, account_id, is_archived, unread, q, assignee_id, label, window, has_failed } = query
  return (
    (platform === undefined || conversation.platform === platform) &&
    (account_id === undefined || conversation.account_id === account_id) &&
    (is_archived === undefined || conversation.is_archived === is_archived) &&
    (unread === undefined || conversation.unread_count > 0 === unread) &&
    (assignee_id === undefined || conversation.assignee_id === memberOf(assignee_id, my_id)) &&
    (label === undefined || conversation.labels.includes(label)) &&
    (window === undefined || isWithin(conversation, window, at)) &&
    (has_failed === undefined || failed.has(conversation.id) === has_failed) &&
    (q === undefined || isNamed(conversation, q))
  )
}

function memberOf(assignee: string, myId: string): string | null {
  return assignee === 'none' ? null : assignee === 'me' ? myId : assignee
}

function isWithin({ reply_policy }: ConversationView, window: NonNullable<ListQuery['window']>, at: string): boolean {
  const { state, expires_at } = replyPolicyAt(reply_policy, at)
  if (window === 'closed') return state !== 'open'
  if (state !== 'open') return false
  return window === 'open' || (expires_at !== null && Date.parse(expires_at) - Date.parse(at) <= closing_ms)
}

function isNamed({ contact }: ConversationView, words: string): boolean {
  const named = [contact?.name, contact?.username, contact?.phone].map((part) => part ?? '').join(' ')
  return named.toLowerCase().includes(words.toLowerCase())
}
