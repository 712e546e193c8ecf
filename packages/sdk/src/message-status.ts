import type { MessageStatus, MessageView } from '@switchboard/protocol'

/**
 * A status only rises. `failed` ends an attempt that got no further than *sent*, and proof of arrival wins over it; so
 * it has its place on the ladder, and the order in which statuses are heard does not matter.
 */
const rank: Record<MessageStatus, number> = { received: 0, sending: 1, sent: 2, failed: 3, delivered: 4, read: 5 }

/** Null: of a time when it was not kept. */
export function later(known: MessageStatus | null, news: MessageStatus): MessageStatus {
  return known === null || rank[news] >= rank[known] ? news : known
}

export type Progress = Pick<MessageView, 'status' | 'error' | 'delivered_at' | 'read_at'>

/** What is known of a message's way once `news` has been heard too. A time that is known is never forgotten. */
export function progress(known: Progress, news: Progress): Progress {
  const { status, error } = later(known.status, news.status) === news.status ? news : known
  return {
    status,
    error,
    delivered_at: news.delivered_at ?? known.delivered_at,
    read_at: news.read_at ?? known.read_at,
  }
}
