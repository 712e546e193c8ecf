import type { ConversationView } from '@switchboard/protocol'
import { useMemo, useReducer } from 'react'
import { holdOrder, type Order, orderOf, withOpen } from './hold-order.ts'
import type { ListContent } from './use-filtered-list.ts'

export interface ShownOrder extends Order {
  /** Shows everything in its place now, though the pointer is still there. */
  letGo(): void
  /** These may leave at once, and come back: it was the person themselves who sent them away. */
  release(ids: Iterable<string>): void
}

/** The order in which the list is drawn: held still under the pointer and the focus, with the open one until it is left. */
export function useOrder(
  { key, items, find }: Pick<ListContent, 'key' | 'items' | 'find'>,
  openId: string | null,
  isHeld: boolean,
): ShownOrder {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has another order
  const keeper = useMemo(() => new OrderKeeper(), [key])
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const open = openId === null ? null : (find(openId) ?? null)
  const order = keeper.next({ items, open, isHeld, find })
  return {
    ...order,
    letGo() {
      keeper.letGo()
      redraw()
    },
    release: (ids) => keeper.release(ids),
  }
}

interface Inputs {
  items: readonly ConversationView[]
  open: ConversationView | null
  isHeld: boolean
  find: ListContent['find']
}

/** Asked twice for the same, it answers the same; so it may be asked while something is drawn. */
class OrderKeeper {
  #inputs: Inputs | null = null
  #order: Order = { rows: [], updates: 0 }
  #live: { items: readonly ConversationView[]; order: Order } | null = null
  readonly #released = new Set<string>()

  next(inputs: Inputs): Order {
    if (this.#inputs && isSame(this.#inputs, inputs)) return this.#order
    this.#inputs = inputs
    this.#order = this.#make(inputs)
    return this.#order
  }

  letGo(): void {
    if (this.#inputs) this.#order = this.#free(this.#inputs)
  }

  release(ids: Iterable<string>): void {
    for (const id of ids) this.#released.add(id)
  }

  #make(inputs: Inputs): Order {
    if (!inputs.isHeld) this.#released.clear()
    if (!inputs.isHeld || this.#order.rows.length === 0) return this.#free(inputs)
    const mayGo = (id: string) => !inputs.find(id) || (this.#released.has(id) && id !== inputs.open?.id)
    const held = holdOrder(this.#order, inputs.items, mayGo)
    if (this.#released.size === 0) return held
    const isHere = new Set(held.rows.map(({ id }) => id))
    const back = inputs.items.filter(({ id }) => this.#released.has(id) && !isHere.has(id))
    return back.reduce(withOpen, { ...held, updates: held.updates - back.length })
  }

  #free({ items, open }: Inputs): Order {
    const wasThere = open !== null && this.#order.rows.some(({ id }) => id === open.id)
    // The same rows for the same items: another conversation that is open moves none of fifty thousand.
    if (this.#live?.items !== items) this.#live = { items, order: orderOf(items) }
    return wasThere ? withOpen(this.#live.order, open) : this.#live.order
  }
}

function isSame(a: Inputs, b: Inputs): boolean {
  if (a.items !== b.items || a.open !== b.open || a.isHeld !== b.isHeld) return false
  return !b.isHeld || a.find === b.find
}
