import type { ContactSummary, ConversationHead, ConversationView, LastMessage, Platform } from '@switchboard/protocol'
import { type ReplyWindows, replyPolicy } from './reply-policy.ts'

/** A conversation as its row holds it. Pure functions below move it on; whoever holds the lock writes it back. */
export interface Conversation {
  id: string
  workspace_id: string
  platform: Platform
  kind: 'customer' | 'direct' | 'group'
  account_id: string | null
  contact_id: string | null
  last_seq: number
  last_message: LastMessage | null
  last_message_at: Date | null
  sort_at: Date
  unread_count: number
  last_inbound_at: Date | null
  delivered_watermark: Date | null
  read_watermark: Date | null
  is_archived: boolean
  assignee_id: string | null
  labels: string[]
  created_at: Date
  updated_at: Date
}

export function newCustomerConversation(
  given: Pick<Conversation, 'id' | 'workspace_id' | 'platform' | 'account_id' | 'contact_id'>,
  now: Date,
): Conversation {
  return {
    ...given,
    kind: 'customer',
    last_seq: 0,
    last_message: null,
    last_message_at: null,
    sort_at: now,
    unread_count: 0,
    last_inbound_at: null,
    delivered_watermark: null,
    read_watermark: null,
    is_archived: false,
    assignee_id: null,
    labels: [],
    created_at: now,
    updated_at: now,
  }
}

export interface Arrival extends LastMessage {
  opens_window: boolean
  counts_as_unread: boolean
  /** Imported history changes nothing but the place of the last message. */
  is_silent: boolean
}

/** Takes a message in. Order in a thread is (sent_at, seq), so history that arrives late does not become the last. */
export function receiveInto(conversation: Conversation, arrival: Arrival, now: Date): void {
  const sentAt = new Date(arrival.sent_at)
  if (isLater(arrival, conversation.last_message)) {
    conversation.last_message = pickLastMessage(arrival)
    conversation.last_message_at = sentAt
    conversation.sort_at = sentAt
  }
  if (arrival.opens_window && !arrival.is_silent) {
    if (conversation.last_inbound_at === null || conversation.last_inbound_at < sentAt)
      conversation.last_inbound_at = sentAt
  }
  if (arrival.counts_as_unread && !arrival.is_silent) {
    conversation.unread_count += 1
    conversation.is_archived = false // a customer who writes again is not done with
  }
  conversation.updated_at = atLeast(conversation.updated_at, now)
}

/**
 * Dates a change later than the one before, whatever the clocks say: a client that holds a conversation of this time or
 * a later one holds this change.
 */
export function touch(conversation: Conversation, now: Date): void {
  conversation.updated_at = atLeast(new Date(conversation.updated_at.getTime() + 1), now)
}

/** For what customers and platforms do, much of which may happen in one instant: never back, and not on by itself. */
export function atLeast(time: Date, now: Date): Date {
  return time > now ? time : now
}

function isLater(arrival: LastMessage, last: LastMessage | null): boolean {
  if (last === null || arrival.sent_at > last.sent_at) return true
  return arrival.sent_at === last.sent_at && arrival.seq > last.seq
}

function pickLastMessage({ id, seq, type, preview, direction, status, sent_at }: LastMessage): LastMessage {
  return { id, seq, type, preview, direction, status, sent_at }
}

/** What the conversation adds to its account's counters. An archived one waits for nobody. */
export function unreadShare({ is_archived, unread_count }: Conversation) {
  if (is_archived || unread_count === 0) return { conversations: 0, messages: 0 }
  return { conversations: 1, messages: unread_count }
}

export function conversationHead(windows: ReplyWindows, conversation: Conversation, now: Date): ConversationHead {
  const last = conversation.last_message
  return {
    id: conversation.id,
    last_message: last && { ...last, status: last.status ?? null }, // rows of before it was kept have none
    last_message_at: conversation.last_message_at?.toISOString() ?? null,
    unread_count: conversation.unread_count,
    is_archived: conversation.is_archived,
    reply_policy: replyPolicy(windows, conversation.platform, conversation.last_inbound_at, now),
    updated_at: conversation.updated_at.toISOString(),
  }
}

export function conversationView(
  windows: ReplyWindows,
  conversation: Conversation,
  contact: ContactSummary | null,
  now: Date,
): ConversationView {
  const { id, workspace_id, platform, account_id, kind, assignee_id, labels, created_at } = conversation
  return {
    ...conversationHead(windows, conversation, now),
    id,
    workspace_id,
    platform,
    account_id,
    kind,
    contact,
    members: [],
    assignee_id,
    labels,
    created_at: created_at.toISOString(),
  }
}
