import type { ConversationView } from '@switchboard/protocol'
import type { ConversationFilter } from './select.ts'
import { comparePlaces, type InboxState, type List, placeOf } from './state.ts'
import { Table } from './table.ts'

/** What one filter lets through, in order, as it was when it was last asked for. */
interface Listing {
  readonly table: ReadonlyMap<string, ConversationView>
  readonly all: readonly ConversationView[]
  readonly list: List
  /** As much of `all` as is listed. */
  readonly shown: readonly ConversationView[]
}

/** By filter, the one that was asked for last at the end. More than any screen asks for at once. */
const listings = new Map<string, Listing>()
const keptListings = 12

/**
 * The list in order, made from what it was before and the rows that have changed since: a screen asks for it at every
 * frame, and sorting ten thousand conversations because one has moved is what makes a list slow.
 */
export function listIn(state: InboxState, filter: ConversationFilter): readonly ConversationView[] {
  const key = keyOf(filter)
  const before = listings.get(key)
  listings.delete(key)
  const now = renewed(before, state, filter)
  listings.set(key, now)
  if (listings.size > keptListings) listings.delete(listings.keys().next().value!)
  return now.shown
}

function keyOf({ platform, account_id, is_archived, unread, assignee_id, label }: ConversationFilter): string {
  return JSON.stringify([platform, account_id, is_archived, unread, assignee_id === null ? 0 : assignee_id, label])
}

function renewed(before: Listing | undefined, state: InboxState, filter: ConversationFilter): Listing {
  const { conversations: table, list } = state
  if (before?.table === table && before.list === list) return before
  const all = (before && follow(before, table, filter)) ?? sorted(table, filter)
  const isSame = before !== undefined && all === before.all && before.list === list
  return { table, list, all, shown: isSame ? before.shown : listed(all, list) }
}

function sorted(table: Listing['table'], filter: ConversationFilter): ConversationView[] {
  return [...table.values()].filter((each) => passes(each, filter)).sort(compare)
}

/** Beyond so many changes sorting anew is quicker. */
const fewEnough = 500

/** Null where it is better made anew. */
function follow(
  { table, all }: Listing,
  now: Listing['table'],
  filter: ConversationFilter,
): readonly ConversationView[] | null {
  if (table === now) return all
  const changes = table instanceof Table && now instanceof Table ? now.changesSince(table) : null
  if (!changes || changes.length > fewEnough) return null
  let next: ConversationView[] | null = null
  for (const { before, after } of changes as { before?: ConversationView; after?: ConversationView }[]) {
    const wasIn = before !== undefined && passes(before, filter)
    const isIn = after !== undefined && passes(after, filter)
    if (!wasIn && !isIn) continue
    next ??= [...all]
    if (wasIn) next.splice(indexIn(next, before), 1)
    if (isIn) next.splice(indexIn(next, after), 0, after)
  }
  return next ?? all
}

/** The list is held from its top to a place: what comes behind is held for other reasons. */
function listed(all: readonly ConversationView[], { has_more, oldest }: List): readonly ConversationView[] {
  if (!has_more) return all
  if (oldest === null) return []
  let end = 0
  let high = all.length
  while (end < high) {
    const middle = (end + high) >>> 1
    if (comparePlaces(placeOf(all[middle]!), oldest) <= 0) end = middle + 1
    else high = middle
  }
  return all.slice(0, end)
}

/** Where it stands, or would stand. */
function indexIn(all: readonly ConversationView[], conversation: ConversationView): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(all[middle]!, conversation) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function compare(a: ConversationView, b: ConversationView): number {
  return comparePlaces(placeOf(a), placeOf(b))
}

function passes(conversation: ConversationView, filter: ConversationFilter): boolean {
  const { platform, account_id, is_archived, unread, assignee_id, label } = filter
  return (
    (platform === undefined || conversation.platform === platform) &&
    (account_id === undefined || conversation.account_id === account_id) &&
    (is_archived === undefined || conversation.is_archived === is_archived) &&
    (unread === undefined || conversation.unread_count > 0 === unread) &&
    (assignee_id === undefined || conversation.assignee_id === assignee_id) &&
    (label === undefined || conversation.labels.includes(label))
  )
}
