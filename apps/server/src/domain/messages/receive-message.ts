import type { AttachmentFact, Fact, MessageFact } from '@switchboard/platform-kit'
import type { Attachment } from '@switchboard/protocol'
import type { Contact } from '../contacts/index.ts'
import { type Conversation, conversationHead, receiveInto } from '../conversations/index.ts'
import { editMessage } from './edits.ts'
import {
  applyReaction,
  applyReceipt,
  applyUnsend,
  lastMessageOf,
  type Message,
  preview,
  type Quoted,
} from './message.ts'
import type { LockedAccount } from './read-batch.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * Takes in one message of a customer, or one of ours that was sent elsewhere. The same message may come any number of
 * times and by several routes: the platform's id decides, and a constraint backs it.
 */
export function receiveMessage(
  set: WorkingSet,
  account: LockedAccount,
  fact: MessageFact,
  thread: string | null,
): string | null {
  const earlier = set.message(account, fact.external_id)
  if (earlier) return completePlaceholder(set, account, earlier, fact)

  const contact = set.contact(account, fact.contact)
  const conversation = set.openConversation(account, contact, thread)
  if (fact.direction === 'inbound' && fact.opens_window) {
    set.contacts.noteWriting(account, fact.contact, { isFirst: conversation.last_inbound_at === null })
  }
  const message = newMessage(set, account, conversation, contact, fact)
  set.addMessage(message)
  applyParked(set, account, message)
  applyWatermarks(conversation, message)

  receiveInto(
    conversation,
    {
      ...lastMessageOf(message),
      opens_window: fact.opens_window && fact.direction === 'inbound',
      counts_as_unread: message.direction === 'inbound' && message.read_at === null,
      is_silent: fact.is_historical,
    },
    set.deps.now(),
  )
  set.touchConversation(account, conversation)
  set.announceMessage(
    account,
    'new_message',
    message,
    conversationHead(set.deps.replyWindows, conversation, set.deps.now()),
  )
  return null
}

function newMessage(
  set: WorkingSet,
  account: LockedAccount,
  conversation: Conversation,
  contact: Contact,
  fact: MessageFact,
): Message {
  const now = set.deps.now()
  const inbound = fact.direction === 'inbound'
  const countsAsUnread = inbound && fact.counts_as_unread && !fact.is_historical
  conversation.last_seq += 1
  return {
    id: set.deps.newId(),
    workspace_id: account.workspace_id,
    conversation_id: conversation.id,
    account_id: account.id,
    seq: conversation.last_seq,
    platform: account.platform,
    direction: fact.direction,
    ...senderOf(fact, account, contact),
    type: fact.type,
    text: fact.text,
    attachments: fact.attachments.map((attachment) => newAttachment(set, attachment)),
    reply_to: fact.reply_to && quote(set, account, fact.reply_to),
    reactions: [],
    payload: withMarks(fact),
    status: inbound ? 'received' : 'sent',
    error: null,
    moderation_status: null,
    client_id: null,
    platform_message_id: fact.external_id,
    edit_number: null,
    sent_at: saidAt(fact, now),
    received_at: now,
    delivered_at: null,
    read_at: inbound && !countsAsUnread ? now : null, // what nobody needs to read is read
    edited_at: null,
    deleted_at: null,
  }
}

/** A platform that gave no time it could be read from says 1970; then it was said when we heard of it. */
function saidAt({ sent_at }: MessageFact, now: Date): Date {
  const said = new Date(sent_at)
  return said.getTime() > 0 ? said : now
}

function senderOf(
  fact: MessageFact,
  account: LockedAccount,
  contact: Contact,
): Pick<Message, 'sender_kind' | 'sender_id'> {
  if (fact.type === 'system') return { sender_kind: 'system', sender_id: null }
  if (fact.direction === 'outbound') return { sender_kind: 'account', sender_id: account.id }
  return { sender_kind: 'contact', sender_id: contact.id }
}

function newAttachment(
  set: WorkingSet,
  { external_id, ...attachment }: AttachmentFact,
): Attachment & { external_id: string | null } {
  return { id: set.deps.newId(), ...attachment, width: null, height: null, duration_ms: null, external_id }
}

function quote(
  set: WorkingSet,
  account: LockedAccount,
  { external_id, type, preview: words }: NonNullable<MessageFact['reply_to']>,
): Quoted {
  const quoted = external_id === null ? null : set.message(account, external_id)
  return {
    external_id,
    message_id: quoted?.id ?? null,
    type: type ?? quoted?.type ?? null,
    preview: quoted ? preview(quoted) : words,
  }
}

function withMarks({ payload, is_standby, is_historical }: MessageFact): Message['payload'] {
  const marks = { ...(is_standby && { is_standby }), ...(is_historical && { is_historical }) }
  return Object.keys(marks).length > 0 ? { ...payload, ...marks } : payload
}

/** Imported history names its media first and brings them later, under the same id. */
function completePlaceholder(set: WorkingSet, account: LockedAccount, message: Message, fact: MessageFact): string {
  const isPlaceholder = message.payload?.media_placeholder === true && fact.payload?.media_placeholder !== true
  if (!isPlaceholder || message.deleted_at) return 'duplicate'
  message.type = fact.type
  message.text = fact.text
  message.attachments = fact.attachments.map((attachment) => newAttachment(set, attachment))
  message.payload = withMarks(fact)
  set.touchMessage(message)
  set.announceMessage(account, 'message_updated', message, set.refreshPreview(account, message))
  return 'completed'
}

/** What overtook the message: applied before anybody hears of it, so that nobody sees what was already unsent. */
function applyParked(set: WorkingSet, account: LockedAccount, message: Message): void {
  for (const { fact } of set.parked.take(account.id, message.platform_message_id!))
    applyEarly(set, account, message, fact)
}

function applyEarly(set: WorkingSet, account: LockedAccount, message: Message, fact: Fact): void {
  if (fact.kind === 'edit') {
    editMessage(set, message, fact)
  } else if (fact.kind === 'unsend') {
    if (applyUnsend(message, new Date(fact.unsent_at))) set.unsent.push(message)
  } else if (fact.kind === 'reaction') {
    const by =
      fact.by === 'account'
        ? { kind: 'account' as const, id: account.id }
        : { kind: 'contact' as const, id: set.contact(account, fact.contact).id }
    applyReaction(message, { emoji: fact.emoji, by, at: fact.reacted_at })
  } else if (fact.kind === 'receipt') {
    applyReceipt(message, { status: fact.status, at: new Date(fact.occurred_at), error: fact.error })
  }
}

function applyWatermarks({ delivered_watermark, read_watermark }: Conversation, message: Message): void {
  for (const [status, at] of [
    ['delivered', delivered_watermark],
    ['read', read_watermark],
  ] as const) {
    if (at && message.sent_at <= at) applyReceipt(message, { status, at, error: null })
  }
}
