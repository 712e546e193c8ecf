import type { ConversationView } from '@switchboard/protocol'
import { comparePlaces, type Place, placeOf } from '@switchboard/sdk'

/** The rows of a list in the order in which they are drawn, each with the place it had when it came there. */
export interface Order {
  readonly rows: readonly Place[]
  /** How many rows would come, go or move if the order were let go. */
  readonly updates: number
}

export function orderOf(live: readonly ConversationView[]): Order {
  return { rows: live.map(placeOf), updates: 0 }
}

/**
 * The order stays as it is while somebody's hand is on it: nothing comes in between, and what goes stays where it is,
 * unless `mayGo`. Only at the end, where nothing is moved by it, the list goes on.
 */
export function holdOrder(order: Order, live: readonly ConversationView[], mayGo: (id: string) => boolean): Order {
  const { rows } = order
  if (areInPlace(rows, live)) return order.updates === 0 ? order : { rows, updates: 0 }
  const places = new Map(live.map((conversation) => [conversation.id, placeOf(conversation)]))
  const held = rows.filter(({ id }) => places.has(id) || !mayGo(id))
  const last = held.at(-1)
  if (!last) return orderOf(live)
  const ids = new Set(held.map(({ id }) => id))
  const newcomers = [...places.values()].filter(({ id }) => !ids.has(id))
  const following = newcomers.filter((place) => comparePlaces(place, last) > 0)
  const moved = held.filter(({ id, at }) => places.get(id)?.at !== at)
  return {
    rows: following.length > 0 ? [...held, ...following] : held,
    updates: moved.length + newcomers.length - following.length,
  }
}

/** Nothing has to be held: as it is nearly always, and told without a map or a set of fifty thousand rows. */
function areInPlace(rows: readonly Place[], live: readonly ConversationView[]): boolean {
  return rows.length === live.length && rows.every(({ id, at }, n) => id === live[n]!.id && at === placeOf(live[n]!).at)
}

/** With one more, where it would stand: the one that is open, though it does not pass any more. */
export function withOpen(order: Order, open: ConversationView): Order {
  if (order.rows.some(({ id }) => id === open.id)) return order
  const place = placeOf(open)
  const index = order.rows.findIndex((row) => comparePlaces(place, row) < 0)
  return { ...order, rows: order.rows.toSpliced(index === -1 ? order.rows.length : index, 0, place) }
}
