import type { MessageView } from '@switchboard/protocol'

/** What the list of a thread draws, one under the other. Keys stay the same as long as somebody looks. */
export type Row =
  | { readonly kind: 'start'; readonly key: 'start' }
  | { readonly kind: 'date'; readonly key: string; readonly at: string }
  | { readonly kind: 'unread'; readonly key: 'unread'; readonly count: number }
  | MessageRow

export interface MessageRow {
  readonly kind: 'message'
  readonly key: string
  readonly message: MessageView
  /** Of consecutive messages by one person: the first bears the name, the last the face and the time. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Where the customer's unread messages began when the thread was opened; it stays there until the thread is left. */
export interface UnreadMark {
  readonly message_id: string
  readonly count: number
}

interface Around {
  hasOlder: boolean
  unread: UnreadMark | null
  /** Messages that were the oldest ones held, and looked like the first of a group: they go on doing so. */
  edges: ReadonlySet<string>
}

const groupMs = 5 * 60_000

/**
 * Nothing that is on the screen may move when older messages come in above it. So the oldest message has no date over it
 * before it is known to be the first of its day, and keeps the look of a group's first when its group turns out longer.
 */
export function rowsOf(messages: readonly MessageView[], { hasOlder, unread, edges }: Around): Row[] {
  const rows: Row[] = hasOlder ? [] : [{ kind: 'start', key: 'start' }]
  messages.forEach((message, n) => {
    const before = messages[n - 1]
    const after = messages[n + 1]
    const isUnreadHere = unread?.message_id === message.id
    if (before ? dayOf(before) !== dayOf(message) : !hasOlder) {
      rows.push({ kind: 'date', key: `date ${dayOf(message)}`, at: message.sent_at })
    }
    if (isUnreadHere) rows.push({ kind: 'unread', key: 'unread', count: unread.count })
    rows.push({
      kind: 'message',
      key: keyOf(message),
      message,
      isFirst: isUnreadHere || edges.has(message.id) || !isOneGroup(before, message),
      isLast:
        after === undefined || after.id === unread?.message_id || edges.has(after.id) || !isOneGroup(message, after),
    })
  })
  return rows
}

/** Made once, where the message was: what a server answers never replaces it. */
export function keyOf({ client_id, id }: MessageView): string {
  return client_id ?? id
}

export function findUnread(messages: readonly MessageView[], unreadCount: number): UnreadMark | null {
  if (unreadCount === 0) return null
  const first = messages.find(isUnread)
  return first ? { message_id: first.id, count: unreadCount } : null
}

export function isUnread({ direction, read_at, type }: MessageView): boolean {
  return direction === 'inbound' && read_at === null && type !== 'system'
}

function isOneGroup(a: MessageView | undefined, b: MessageView): boolean {
  return (
    a !== undefined &&
    a.type !== 'system' &&
    b.type !== 'system' &&
    a.direction === b.direction &&
    a.sender.kind === b.sender.kind &&
    a.sender.id === b.sender.id &&
    Date.parse(b.sent_at) - Date.parse(a.sent_at) < groupMs &&
    dayOf(a) === dayOf(b)
  )
}

/** The day as the reader's clock has it. */
function dayOf({ sent_at }: MessageView): string {
  return new Date(sent_at).toDateString()
}
