import type {
  AccountUnread,
  AccountView,
  ConversationHead,
  ConversationView,
  EventData,
  EventType,
  LogEvent,
  MessageStatus,
  MessageView,
  NoteView,
  ReadMark,
  Sender,
} from '@switchboard/protocol'
import { Fold } from './fold.ts'
import { later, progress } from './message-status.ts'
import { emptyThread, type InboxState, isListed, type Notes, placeOf } from './state.ts'
import { partFor } from './thread.ts'

/**
 * The state after an event: snapshot + events = a later snapshot. Pure; events of types that this version does not know
 * change nothing.
 *
 * Within the log, order alone decides: what comes later is newer, whatever clocks say. Only copies that came from
 * elsewhere (a page, which may have been read later than the event that is being applied) are compared by their times.
 * So hearing a stretch of the log a second time, up to where one was, ends where one was.
 */
export function reduce(state: InboxState, event: LogEvent): InboxState {
  return reduceAll(state, [event])
}

/** A frame's worth of events at the cost of one copy of what they touch. */
export function reduceAll(state: InboxState, events: readonly LogEvent[]): InboxState {
  const fold = new Fold(state)
  for (const event of events) {
    if (Object.hasOwn(effects, event.type)) (effects[event.type] as Effect<EventType>)(fold, event.data)
  }
  return fold.state
}

type Effect<T extends EventType> = (fold: Fold, data: EventData<T>) => void

/** One line per event type of the protocol; a new one does not compile until its effect stands here. */
const effects: { [T in EventType]: Effect<T> } = {
  new_message(fold, { conversation, account_unread, ...message }) {
    touch(fold, conversation, account_unread)
    putMessage(fold, message, conversation)
  },

  message_updated(fold, { conversation, account_unread, ...message }) {
    touch(fold, conversation, account_unread)
    replaceMessage(fold, message)
  },

  // What was said is gone for good; that something was said stays, as the tombstone the event brings.
  message_deleted(fold, { conversation, account_unread, ...tombstone }) {
    touch(fold, conversation, account_unread)
    replaceMessage(fold, tombstone)
  },

  message_status_update(fold, { id, conversation_id, ...news }) {
    fold.changeMessage(conversation_id, id, (message) => ({ ...message, ...progress(message, news) }))
    const { conversations, unloaded } = fold.state
    const held = conversations.get(conversation_id)
    const told = unloaded.get(conversation_id)
    if (held) fold.set('conversations', conversation_id, withStatus(held, id, news.status))
    else if (told) fold.set('unloaded', conversation_id, { ...told, head: withStatus(told.head, id, news.status) })
  },

  conversation_created(fold, conversation) {
    putConversation(fold, conversation)
  },

  conversation_updated(fold, { read, unread_from_seq, account_unread, ...conversation }) {
    count(fold, account_unread)
    const { conversations, list } = fold.state
    if (conversations.has(conversation.id) || isListed(list, placeOf(conversation))) putConversation(fold, conversation)
    if (read) markRead(fold, conversation.id, read)
    if (unread_from_seq !== null) markUnread(fold, conversation.id, unread_from_seq)
  },

  contact_updated(fold, contact) {
    const { id, name, username, avatar_url, phone } = contact
    if (isNews(fold.state.contacts.get(id), contact)) fold.set('contacts', id, contact)
    for (const conversationId of fold.state.appearances.get(id) ?? []) {
      const conversation = fold.state.conversations.get(conversationId)
      if (conversation?.contact?.id === id) {
        const summary = { id, name, username, avatar_url, phone }
        fold.set('conversations', conversationId, { ...conversation, contact: summary })
      }
      renameSender(fold, conversationId, { kind: 'contact', id, name, avatar_url })
    }
  },

  account_updated(fold, { is_removed, ...account }) {
    if (is_removed) removeAccount(fold, account.id)
    else putAccount(fold, account)
  },

  member_updated(fold, member) {
    const { id, name, avatar_url } = member
    const before = fold.state.members.get(id)
    if (member.is_removed) fold.delete('members', id)
    else fold.set('members', id, member)
    if (fold.state.me.id === id) fold.assign({ me: member })
    renameEverywhere(fold, { kind: 'member', id, name, avatar_url }, before)
    if (looksLike(before, member)) return
    for (const conversation of fold.state.conversations.values()) {
      if (!conversation.members.some((each) => each.id === id)) continue
      const members = conversation.members.map((each) => (each.id === id ? { id, name, avatar_url } : each))
      fold.set('conversations', conversation.id, { ...conversation, members })
    }
  },

  label_updated(fold, { is_removed, ...label }) {
    if (is_removed) removeLabel(fold, label.id)
    else fold.set('labels', label.id, label)
  },

  saved_view_updated(fold, { is_removed, ...view }) {
    if (is_removed) fold.delete('saved_views', view.id)
    else fold.set('saved_views', view.id, view)
  },

  note_updated(fold, { is_removed, ...note }) {
    const held = fold.state.notes.get(note.contact_id)
    if (!held) return
    const items = is_removed ? held.items.filter(({ id }) => id !== note.id) : withNote(held, note)
    fold.set('notes', note.contact_id, { ...held, items })
  },
}

function touch(fold: Fold, head: ConversationHead | null, unread: AccountUnread | null): void {
  count(fold, unread)
  if (!head) return
  const conversation = fold.state.conversations.get(head.id)
  if (conversation) updateConversation(fold, conversation, head)
  else if (head.last_message_at && isListed(fold.state.list, { at: head.last_message_at, id: head.id })) {
    fold.set('unloaded', head.id, { head, account_id: unread?.account_id ?? null })
  }
}

/** The list shows how far the newest message has got, whether or not the message itself is held. */
function withStatus<T extends Pick<ConversationHead, 'last_message'>>(head: T, id: string, news: MessageStatus): T {
  const last = head.last_message
  if (last?.id !== id) return head
  const status = later(last.status, news)
  return status === last.status ? head : { ...head, last_message: { ...last, status } }
}

/** Absolute counters: nothing is ever counted here, where only a part of the workspace is known. */
function count(fold: Fold, unread: AccountUnread | null): void {
  const account = unread && fold.state.accounts.get(unread.account_id)
  if (!account) return
  const { unread_conversations, unread_messages } = unread
  fold.set('accounts', account.id, { ...account, unread_conversations, unread_messages })
}

function putConversation(fold: Fold, view: ConversationView): void {
  const held = fold.state.conversations.get(view.id)
  if (held) updateConversation(fold, held, view)
  else addConversation(fold, view)
}

export function addConversation(fold: Fold, view: ConversationView): void {
  fold.set('conversations', view.id, view)
  fold.set('threads', view.id, { ...emptyThread, has_more: view.last_message !== null })
  fold.delete('unloaded', view.id)
}

/** A copy from a page may be ahead: then the log is let catch up with it before it counts again. */
function updateConversation(fold: Fold, held: ConversationView, news: ConversationHead): void {
  if (fold.state.ahead.has(held.id)) {
    if (news.updated_at < held.updated_at) return
    fold.markAhead(held.id, false)
  }
  fold.set('conversations', held.id, { ...held, ...news })
}

/** A message that lies in a part of its thread which is held without a gap; another one comes with its page. */
function putMessage(fold: Fold, message: MessageView, head: ConversationHead | null): void {
  const thread = fold.thread(message.conversation_id)
  const part = thread && partFor(thread, message, head)
  if (!part) return
  let isHeld = false
  fold.changeMessage(message.conversation_id, message.id, (held) => {
    isHeld = true
    return newer(held, message)
  })
  if (!isHeld) fold.place(message.conversation_id, message, part)
}

function replaceMessage(fold: Fold, message: MessageView): void {
  fold.changeMessage(message.conversation_id, message.id, (held) => newer(held, message))
}

/** What is unsent stays unsent, and what has arrived has arrived, also where an older copy is heard again. */
function newer(held: MessageView, news: MessageView): MessageView {
  if (held.deleted_at !== null && news.deleted_at === null) return held
  return { ...news, ...progress(held, news) }
}

function markRead(fold: Fold, conversationId: string, { up_to_seq, message_ids, read_at }: ReadMark): void {
  const ids = new Set(message_ids)
  const isCovered = ({ seq, id }: MessageView) => (up_to_seq !== null && seq <= up_to_seq) || ids.has(id)
  fold.changeMessages(conversationId, (message) => {
    if (message.direction !== 'inbound' || message.read_at !== null || !isCovered(message)) return message
    return { ...message, read_at }
  })
}

function markUnread(fold: Fold, conversationId: string, fromSeq: number): void {
  fold.changeMessages(conversationId, (message) =>
    message.read_at === null || !canBeUnread(message, fromSeq) ? message : { ...message, read_at: null },
  )
}

/** What nobody needed to read when it came stays read: system lines and imported history. */
export function canBeUnread({ direction, type, payload, seq }: MessageView, fromSeq: number): boolean {
  return direction === 'inbound' && seq >= fromSeq && type !== 'system' && payload?.is_historical !== true
}

function removeLabel(fold: Fold, labelId: string): void {
  fold.delete('labels', labelId)
  for (const conversation of fold.state.conversations.values()) {
    if (!conversation.labels.includes(labelId)) continue
    const labels = conversation.labels.filter((id) => id !== labelId)
    fold.set('conversations', conversation.id, { ...conversation, labels })
  }
}

/** A held copy may come from a page that was read later than the event. */
function isNews(held: { updated_at: string } | undefined, news: { updated_at: string }): boolean {
  return held !== undefined && held.updated_at <= news.updated_at
}

/** Newest first. One older than all that is held belongs to what has not been loaded. */
function withNote({ items, has_more }: Notes, note: NoteView): readonly NoteView[] {
  const index = items.findIndex(({ id }) => id <= note.id)
  if (index === -1) return has_more ? items : [...items, note]
  const held = items[index]!
  if (held.id !== note.id) return items.toSpliced(index, 0, note)
  return isNews(held, note) ? items.with(index, note) : items
}

/** Names are shown as they are now, not as they were when something was said. */
function renameSender(fold: Fold, conversationId: string, { kind, id, name, avatar_url }: Sender): void {
  fold.changeMessages(conversationId, (message) => {
    const { sender } = message
    if (sender.kind !== kind || sender.id !== id) return message
    if (sender.name === name && sender.avatar_url === avatar_url) return message
    return { ...message, sender: { kind, id, name, avatar_url } }
  })
}

/**
 * Of those who may stand in any thread: where they look other than before in all of them, which costs what is held and
 * happens rarely; otherwise where something older or newer than what we know of them has come in.
 */
function renameEverywhere(fold: Fold, sender: Sender & { id: string }, before: Look | undefined): void {
  const { threads, appearances } = fold.state
  const conversations = looksLike(before, sender) ? (appearances.get(sender.id) ?? []) : threads.keys()
  for (const conversationId of conversations) renameSender(fold, conversationId, sender)
  fold.delete('appearances', sender.id)
}

type Look = Pick<Sender, 'name' | 'avatar_url'>

function looksLike(held: Look | undefined, news: Look): boolean {
  return held !== undefined && held.name === news.name && held.avatar_url === news.avatar_url
}

function putAccount(fold: Fold, account: AccountView): void {
  const { id, name, avatar_url } = account
  const before = fold.state.accounts.get(id)
  fold.set('accounts', id, account)
  renameEverywhere(fold, { kind: 'account', id, name, avatar_url }, before)
}

function removeAccount(fold: Fold, accountId: string): void {
  fold.delete('accounts', accountId)
  for (const { id, account_id } of fold.state.conversations.values()) {
    if (account_id === accountId) fold.forget(id)
  }
  for (const [id, { account_id }] of fold.state.unloaded) if (account_id === accountId) fold.delete('unloaded', id)
}
