import type { MediaKind } from '../media/shelf.ts'
import type { Platform, Update } from '../wire/update.ts'
import { type Act, isSaying } from './act.ts'
import type { NewLine } from './thread.ts'

interface Done {
  act: Act
  /** What went over the wire for it. */
  updates: readonly Update[]
  /** Of the pictures, sounds and documents in it. */
  numbers: readonly string[]
  platform: Platform
  at: number
}

/** What an act adds to the thread: one line for each message that it took. */
export function linesOf({ act, updates, numbers, platform, at }: Done): NewLine[] {
  if (!isSaying(act)) return []
  const caption = 'caption' in act ? (act.caption ?? null) : null
  const captions = updates.filter((update) => isCaption(update, act)).length
  const hasOneEach = numbers.length === updates.length - captions
  const media = numbers.map((number) => ({ kind: mediaKindOf(act, platform), number }))
  return updates.map((update, index): NewLine => {
    const line = { id: update.messageId, from: 'customer', at } as const
    if (isCaption(update, act)) return { ...line, text: caption, act: { kind: 'text', text: caption ?? '' } }
    const ownCaption = index === 0 && captions === 0 ? caption : null
    return {
      ...line,
      act,
      text: 'text' in act ? act.text : ownCaption,
      media: hasOneEach ? media.slice(index, index + 1) : media,
      reply_to: index === 0 ? answeredBy(act) : null,
    }
  })
}

/** Where a platform knows no captions, people write them below the picture in a second message. */
function isCaption({ kind }: Update, act: Act): boolean {
  return kind === 'text' && act.kind !== 'text'
}

function answeredBy(act: Act): string | null {
  if ('reply_to' in act) return act.reply_to ?? null
  return 'to' in act ? (act.to ?? null) : null
}

/** What is drawn for it. Only WhatsApp has voice notes and stickers of their own kind. */
function mediaKindOf({ kind }: Act, platform: Platform): MediaKind {
  const isWhatsApp = platform === 'whatsapp'
  if (kind === 'video' || kind === 'file') return kind
  if (kind === 'voice') return isWhatsApp ? 'voice' : 'sound'
  return kind === 'sticker' && isWhatsApp ? 'sticker' : 'image'
}
