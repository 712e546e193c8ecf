import type {
  Attachment,
  Direction,
  LastMessage,
  MessageStatus,
  MessageType,
  MessageView,
  Platform,
  Reaction,
  Sender,
} from '@switchboard/protocol'

/** A message as its row holds it. */
export interface Message {
  id: string
  workspace_id: string
  conversation_id: string
  account_id: string | null
  seq: number
  platform: Platform
  direction: Direction
  sender_kind: Sender['kind']
  sender_id: string | null
  type: MessageType
  text: string | null
  attachments: Attachment[]
  reply_to: Quoted | null
  reactions: KeptReaction[]
  payload: Record<string, unknown> | null
  status: MessageStatus
  error: { code: string; message: string } | null
  moderation_status: string | null
  client_id: string | null
  platform_message_id: string | null
  edit_number: number | null
  sent_at: Date
  received_at: Date
  delivered_at: Date | null
  read_at: Date | null
  edited_at: Date | null
  deleted_at: Date | null
}

/** What a message answers: by the platform's id, and by ours once we know it. */
export interface Quoted {
  external_id: string | null
  message_id: string | null
  type: MessageType | 'story' | null
  preview: string | null
}

/** A reaction with its time; a null emoji is one that was taken back, kept so that a late `react` stays dead. */
export interface KeptReaction {
  emoji: string | null
  by: Reaction['by']
  at: string
}

/** At most 100 characters of what was said; empty where the type says more than any words. */
export function preview(message: Pick<Message, 'text' | 'deleted_at'>): string {
  if (message.deleted_at || !message.text) return ''
  const line = message.text.replace(/\s+/g, ' ').trim()
  if (line.length <= 100) return line
  return Array.from(line.slice(0, 200)).slice(0, 100).join('') // by characters: half an emoji is none
}

export function lastMessageOf(message: Message): LastMessage {
  const { id, seq, type, direction, status, sent_at } = message
  return { id, seq, type, preview: preview(message), direction, status, sent_at: sent_at.toISOString() }
}

// Failed is not on the ladder: it ends an attempt that got no further than *sent*, and loses to any proof of arrival.
const rank: Record<MessageStatus, number> = { received: 0, sending: 1, sent: 2, failed: 2, delivered: 3, read: 4 }

export interface Receipt {
  status: 'sent' | 'delivered' | 'read' | 'failed'
  at: Date
  error: Message['error']
}

/** Statuses come late, twice and in any order, and only ever rise. True when this one changed something. */
export function applyReceipt(message: Message, { status, at, error }: Receipt): boolean {
  if (message.direction !== 'outbound') return false
  const arrived = keepArrival(message, status, at)
  const rises =
    status === 'failed'
      ? message.status === 'sending' || message.status === 'sent'
      : rank[status] > rank[message.status]
  if (!rises) return arrived
  message.status = status
  message.error = status === 'failed' ? error : null
  return true
}

function keepArrival(message: Message, status: Receipt['status'], at: Date): boolean {
  let news = false
  if ((status === 'delivered' || status === 'read') && message.delivered_at === null) {
    message.delivered_at = at
    news = true
  }
  if (status === 'read' && message.read_at === null) {
    message.read_at = at
    news = true
  }
  return news
}

/** The newest edit wins: by the platform's count, or by its clock. An unsent message stays unsent. */
export function applyEdit(
  message: Message,
  edit: { text: string | null; edit_number: number | null; at: Date },
): boolean {
  if (message.deleted_at) return false
  const newer =
    edit.edit_number !== null && message.edit_number !== null
      ? edit.edit_number > message.edit_number
      : message.edited_at === null || edit.at > message.edited_at
  if (!newer) return false
  message.text = edit.text
  message.edit_number = edit.edit_number
  message.edited_at = edit.at
  return true
}

/** Forgets what was said and keeps that something was. */
export function applyUnsend(message: Message, at: Date): boolean {
  if (message.deleted_at) return false
  message.deleted_at = at
  message.text = null
  message.attachments = []
  message.payload = null
  message.reply_to = null
  message.reactions = []
  return true
}

/** One reaction per person; the last one by the platform's clock stands. */
export function applyReaction(message: Message, reaction: KeptReaction): boolean {
  if (message.deleted_at) return false
  const earlier = message.reactions.find(({ by }) => by.kind === reaction.by.kind && by.id === reaction.by.id)
  if (earlier && earlier.at > reaction.at) return false
  const changed = (earlier?.emoji ?? null) !== reaction.emoji
  message.reactions = [...message.reactions.filter((other) => other !== earlier), reaction]
  return changed
}

/** Who said it, for a reader: names as they are now, not as they were. */
export interface SenderName {
  name: string | null
  avatar_url: string | null
}

export function messageView(message: Message, sender: SenderName): MessageView {
  const iso = (time: Date | null) => time?.toISOString() ?? null
  return {
    id: message.id,
    conversation_id: message.conversation_id,
    seq: message.seq,
    platform: message.platform,
    direction: message.direction,
    sender: {
      kind: message.sender_kind,
      id: message.sender_id,
      name: sender.name,
      avatar_url: sender.avatar_url, // a whole account or contact may be handed in: no more of it goes out
    },
    type: message.type,
    text: message.text,
    attachments: message.attachments,
    reply_to: message.reply_to && {
      id: message.reply_to.message_id,
      type: message.reply_to.type,
      preview: message.reply_to.preview,
    },
    reactions: message.reactions.filter(isStanding).map(({ emoji, by }) => ({ emoji, by })),
    payload: message.payload,
    status: message.status,
    error: message.error,
    moderation_status: message.moderation_status,
    client_id: message.client_id,
    platform_message_id: message.platform_message_id,
    sent_at: message.sent_at.toISOString(),
    received_at: message.received_at.toISOString(),
    delivered_at: iso(message.delivered_at),
    read_at: iso(message.read_at),
    edited_at: iso(message.edited_at),
    deleted_at: iso(message.deleted_at),
  }
}

function isStanding(reaction: KeptReaction): reaction is KeptReaction & { emoji: string } {
  return reaction.emoji !== null
}
