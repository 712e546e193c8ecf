import type { ConversationHead, MessagePage, MessageView, Page } from '@switchboard/protocol'
import { compareMessages, indexFor, type MessagePart, type Segment, type Thread } from './state.ts'

/**
 * A thread is held in its newest part and at most one detached one, each without a gap. Pages make them grow; where they
 * meet they are one. Pure functions of both.
 */

/** Which part of a thread a message of the log lies in; null: in none, it comes with its page. */
export function partFor(
  { messages, has_more, detached }: Thread,
  message: MessageView,
  head: ConversationHead | null,
): MessagePart | null {
  const first = messages[0]
  if (!first && has_more) return head?.last_message?.id === message.id ? 'newest' : null
  if (!has_more || !first || compareMessages(message, first) >= 0) return 'newest'
  if (!detached || compareMessages(message, detached.messages.at(-1)!) > 0) return null
  const isAfterItsStart = compareMessages(message, detached.messages[0]!) >= 0
  return isAfterItsStart || !detached.has_more_before ? 'detached' : null
}

/** A page that reaches the newest message, or continues the newest part into the past. */
export function growNewest(thread: Thread, page: Page<MessageView>): Thread {
  const messages = union(thread.messages, page.items)
  const first = thread.messages[0]
  const oldest = page.items.at(-1)
  const isFurther = !first || (oldest !== undefined && compareMessages(oldest, first) < 0)
  return joined({
    messages,
    next_cursor: isFurther ? page.next_cursor : thread.next_cursor,
    has_more: page.next_cursor !== null && (isFurther || thread.has_more),
    detached: thread.detached,
  })
}

/** A page from anywhere in the thread, which leads on in both directions. */
export function growAround(thread: Thread, page: MessagePage): Thread {
  if (page.items.length === 0) return thread
  const segment = segmentOf(page)
  if (reaches(segment, thread) || (thread.messages.length === 0 && !segment.has_more_after))
    return growNewest(thread, page)
  // What it took for the newest message is not, by now: there are newer ones between it and what is held.
  const apart: Segment = { ...segment, has_more_after: true }
  return joined({ ...thread, detached: thread.detached ? together(thread.detached, apart) : apart })
}

/**
 * A page that continues the detached part from its `edge`, in either direction. Where the part has become another one
 * since it was asked for, the page is one from anywhere.
 */
export function growDetached(thread: Thread, side: 'before' | 'after', edge: string, page: MessagePage): Thread {
  const { detached } = thread
  const end = side === 'before' ? detached?.messages[0] : detached?.messages.at(-1)
  if (!detached || end?.id !== edge) return growAround(thread, page)
  const messages = union(detached.messages, page.items)
  const { next_cursor, prev_cursor } = page
  if (side === 'before') {
    const further = { has_more_before: next_cursor !== null, before_cursor: next_cursor }
    return joined({ ...thread, detached: { ...detached, messages, ...further } })
  }
  if (prev_cursor === null && thread.messages.length === 0) {
    return { messages, has_more: detached.has_more_before, next_cursor: detached.before_cursor, detached: null }
  }
  return joined({ ...thread, detached: { ...detached, messages, has_more_after: true, after_cursor: prev_cursor } })
}

function segmentOf({ items, next_cursor, prev_cursor }: MessagePage): Segment {
  return {
    messages: items.toReversed(),
    has_more_before: next_cursor !== null,
    has_more_after: prev_cursor !== null,
    before_cursor: next_cursor,
    after_cursor: prev_cursor,
  }
}

/** Two parts that overlap are one; of two that do not, the new one is what somebody looks at. */
function together(held: Segment, news: Segment): Segment {
  const isApart =
    compareMessages(news.messages[0]!, held.messages.at(-1)!) > 0 ||
    compareMessages(held.messages[0]!, news.messages.at(-1)!) > 0
  if (isApart) return news
  const isEarlier = compareMessages(news.messages[0]!, held.messages[0]!) < 0
  const isLater = compareMessages(news.messages.at(-1)!, held.messages.at(-1)!) > 0
  const [before, after] = [isEarlier ? news : held, isLater ? news : held]
  return {
    messages: union(held.messages, news.messages),
    has_more_before: before.has_more_before,
    before_cursor: before.before_cursor,
    has_more_after: after.has_more_after,
    after_cursor: after.after_cursor,
  }
}

function reaches({ messages }: Segment, { messages: newest, has_more }: Thread): boolean {
  const first = newest[0]
  if (!first) return !has_more
  return compareMessages(messages.at(-1)!, first) >= 0
}

/** Where the two parts have met. */
function joined(thread: Thread): Thread {
  const { detached } = thread
  if (!detached || !reaches(detached, thread)) return thread
  const isEarlier = !thread.messages[0] || compareMessages(detached.messages[0]!, thread.messages[0]) < 0
  return {
    messages: union(thread.messages, detached.messages),
    has_more: isEarlier ? detached.has_more_before : thread.has_more,
    next_cursor: isEarlier ? detached.before_cursor : thread.next_cursor,
    detached: null,
  }
}

/** What is held already stays as it is, because the log keeps it current. */
function union(held: readonly MessageView[], news: readonly MessageView[]): MessageView[] {
  const messages = [...held]
  for (const message of news) {
    const index = indexFor(messages, message)
    if (messages[index]?.id !== message.id) messages.splice(index, 0, message)
  }
  return messages
}

/** How many of the newest messages stay, at most, when somebody reads far from them. */
const keptNewest = 50

/**
 * Lets go of what is far from where somebody reads: from `centre`, the id of a message that is held, or from the newest
 * message (null). At most `most` messages stay.
 */
export function trimmed(thread: Thread, centre: string | null, most: number): Thread {
  const { messages, detached, has_more, next_cursor } = thread
  if (messages.length + (detached?.messages.length ?? 0) <= most) return thread
  const kept = Math.min(keptNewest, Math.floor(most / 4))
  const inDetached = detached?.messages.findIndex(({ id }) => id === centre) ?? -1
  if (detached && inDetached !== -1) {
    return { ...newestOnly(thread, kept), detached: cutAround(detached, inDetached, most - kept) }
  }
  const at = messages.findLastIndex(({ id }) => id === centre)
  const isNearNewest = at - Math.floor((most - kept) / 2) >= messages.length - most
  if (at === -1 || isNearNewest || messages.length <= most) return newestOnly(thread, most)
  const whole = { messages, has_more_before: has_more, before_cursor: next_cursor, ...nothingAfter }
  return { ...newestOnly(thread, kept), detached: cutAround(whole, at, most - kept) }
}

const nothingAfter = { has_more_after: false, after_cursor: null }

function newestOnly({ messages, has_more, next_cursor }: Thread, most: number): Thread {
  if (messages.length <= most) return { messages, has_more, next_cursor, detached: null }
  return { messages: messages.slice(-most), has_more: true, next_cursor: null, detached: null }
}

function cutAround(segment: Segment, at: number, most: number): Segment {
  const { messages } = segment
  const start = Math.max(0, Math.min(at - Math.floor(most / 2), messages.length - most))
  const end = Math.min(messages.length, start + most)
  return {
    messages: messages.slice(start, end),
    has_more_before: start > 0 || segment.has_more_before,
    before_cursor: start > 0 ? null : segment.before_cursor,
    has_more_after: end < messages.length || segment.has_more_after,
    after_cursor: end < messages.length ? null : segment.after_cursor,
  }
}
