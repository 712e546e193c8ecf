import type { MediaKind } from '../media/shelf.ts'
import type { Said } from '../wire/scene.ts'
import type { WhatsAppStatus } from '../wire/whatsapp.ts'
import type { Act } from './act.ts'

/** One line of a thread, as the customer's own app shows it. */
export interface ThreadLine extends Said {
  /** Tells lines apart, also those that the platform gives no id. */
  n: number
  /** What the customer did; null for what the business said. */
  act: Act | null
  /** When, milliseconds since 1970. */
  at: number
  media: readonly SentMedium[]
  reply_to: string | null
  /** The customer's reaction to it. */
  reaction: string | null
  is_unsent: boolean
  /** Of the business's messages: what the platform has told of them last. */
  status: WhatsAppStatus | null
}

export interface SentMedium {
  kind: MediaKind
  number: string
}

export type NewLine = Pick<ThreadLine, 'id' | 'from' | 'text' | 'act' | 'at'> &
  Partial<Pick<ThreadLine, 'media' | 'reply_to'>>

const remembered = 200

/** What was said between a customer and a business: the newest lines, oldest first. */
export class Thread {
  readonly #lines: ThreadLine[] = []
  #count = 0

  get lines(): readonly ThreadLine[] {
    return this.#lines
  }

  /** What can still be answered: without what has been unsent. */
  get present(): readonly ThreadLine[] {
    return this.#lines.filter((line) => !line.is_unsent)
  }

  find(id: string): ThreadLine | undefined {
    return this.#lines.find((line) => line.id === id && !line.is_unsent)
  }

  keep(line: NewLine): void {
    const empty = { media: [], reply_to: null, reaction: null, is_unsent: false, status: null, edits: 0 }
    this.#lines.push({ ...empty, ...line, n: this.#count })
    this.#count += 1
    if (this.#lines.length > remembered) this.#lines.shift()
  }

  /** Leaves a thread alone that has never had such a line, or has forgotten it. */
  change(id: string, change: (line: ThreadLine) => Partial<ThreadLine>): void {
    const place = this.#lines.findIndex((line) => line.id === id)
    if (place >= 0) this.#lines[place] = { ...this.#lines[place]!, ...change(this.#lines[place]!) }
  }

  /** A status of one message; a watermark covers what the business said before it, too. */
  tell(id: string, status: WhatsAppStatus, isWatermark: boolean): void {
    const last = this.#lines.findIndex((line) => line.id === id)
    this.#lines.forEach((line, place) => {
      const isCovered = line.id === id || (isWatermark && line.from === 'account' && place < last)
      if (isCovered && rank(status) > rank(line.status)) this.#lines[place] = { ...line, status }
    })
  }
}

const order: readonly (WhatsAppStatus | null)[] = [null, 'sent', 'delivered', 'read', 'played', 'failed']

function rank(status: WhatsAppStatus | null): number {
  return order.indexOf(status)
}
