import type { SharedMedium } from '@switchboard/protocol'

/** Newest first; `items` are null while the first ones are on their way, and `cursor` is where older ones begin. */
export interface HeldMedia {
  readonly items: readonly SharedMedium[] | null
  readonly cursor: string | null
}

export interface MediaPage {
  items: readonly SharedMedium[]
  next_cursor: string | null
}

export function afresh(_: HeldMedia, page: MediaPage): HeldMedia {
  return { items: page.items, cursor: page.next_cursor }
}

/** Older ones behind what is held. */
export function withOlder({ items }: HeldMedia, page: MediaPage): HeldMedia {
  return { items: [...(items ?? []), ...page.items], cursor: page.next_cursor }
}

/** The newest page anew. What was loaded beyond it stays, where the two meet. */
export function withNewest(held: HeldMedia, page: MediaPage): HeldMedia {
  const { items, cursor } = held
  const last = page.items.at(-1)
  const at = last && items ? items.findIndex((medium) => isSame(medium, last)) : -1
  const beyond = at === -1 ? [] : items!.slice(at + 1)
  if (beyond.length === 0) return afresh(held, page)
  return { items: [...page.items, ...beyond], cursor }
}

export function withoutMessage({ items, cursor }: HeldMedia, messageId: string): HeldMedia {
  return { items: items?.filter(({ message_id }) => message_id !== messageId) ?? null, cursor }
}

function isSame(one: SharedMedium, other: SharedMedium): boolean {
  return one.message_id === other.message_id && one.attachment.id === other.attachment.id
}
