import type { InboundEventView, Page } from '@switchboard/protocol'

export type EventPage = Page<InboundEventView>

/** Rows that are on the page get their newest content, and stay where they are: also those that no longer match. */
export function refreshRows(pages: readonly EventPage[], events: readonly InboundEventView[]): EventPage[] {
  const newest = new Map(events.map((event) => [event.id, event]))
  return pages.map((page) => {
    if (!page.items.some(({ id }) => newest.has(id))) return page
    return { ...page, items: page.items.map((event) => newest.get(event.id) ?? event) }
  })
}

/** Those that have a place among the rows that are loaded and are not there yet. */
export function freshAmong(pages: readonly EventPage[], events: readonly InboundEventView[]): InboundEventView[] {
  const known = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)))
  const last = pages.at(-1)
  const end = last?.next_cursor ? last.items.at(-1)?.id : undefined
  return events.filter(({ id }) => !known.has(id) && (end === undefined || id > end))
}

/** Puts them in: newest first, by id, which is made in the order of time. */
export function insertRows(pages: readonly EventPage[], fresh: readonly InboundEventView[]): EventPage[] {
  const result = pages.map((page) => ({ ...page, items: [...page.items] }))
  for (const event of fresh) {
    const at = result.findIndex(({ items }) => (items.at(-1)?.id ?? '') < event.id)
    const page = result[at < 0 ? result.length - 1 : at]
    page?.items.push(event)
    page?.items.sort((a, b) => (a.id < b.id ? 1 : -1))
  }
  return result
}

// So many rows are asked for one by one.
const mostUnsettled = 10

/** Rows that wait to be applied, and that the newest page does not tell of: they have been replayed, or are far down. */
export function unsettledAmong(
  pages: readonly EventPage[],
  newest: readonly InboundEventView[],
): readonly InboundEventView[] {
  const told = new Set(newest.map(({ id }) => id))
  const waiting = pages.flatMap(({ items }) => items).filter(({ id, state }) => state === 'pending' && !told.has(id))
  return waiting.slice(0, mostUnsettled)
}
