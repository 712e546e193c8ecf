import type { MessageView } from '@switchboard/protocol'
import type { Row } from './rows.ts'

const lineHeight = 20
const usualLine = 62

/** How tall a row will be, before it is drawn: the nearer, the less there is to correct while somebody scrolls. */
export function estimateHeight(row: Row): number {
  switch (row.kind) {
    case 'start':
      return 96
    case 'date':
      return 40
    case 'unread':
      return 36
    case 'message':
      return (
        (row.isFirst ? 10 : 2) + (row.isFirst && row.message.direction === 'outbound' ? 18 : 0) + bubble(row.message)
      )
  }
}

function bubble(message: MessageView): number {
  const { type, text, attachments, reply_to, deleted_at, reactions, status } = message
  if (type === 'system') return 36
  if (deleted_at) return 32
  const words = text ? linesIn(text) * lineHeight : 0
  const quote = reply_to && type !== 'story_reply' ? 32 : 0
  const below = (reactions.length > 0 ? 22 : 0) + (status === 'failed' ? 20 : 0)
  return 12 + words + quote + below + extra(message, attachments.length)
}

function extra({ type, attachments, text }: MessageView, count: number): number {
  if (type === 'location') return 196
  if (type === 'order') return 130
  if (type === 'contacts' || type === 'share' || type === 'template' || type === 'unsupported') return 84
  if (type === 'story_mention' || type === 'story_reply') return 102
  if (count === 0) return 0
  const room = text ? 6 : 16
  const kind = attachments[0]!.kind
  if (kind === 'image' && count > 1) return 322 + room
  if (kind === 'image') return 216 + room
  if (kind === 'video') return 190 + room
  if (kind === 'sticker') return 144 + room
  return 62 * count + room
}

function linesIn(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / usualLine)), 0)
}
