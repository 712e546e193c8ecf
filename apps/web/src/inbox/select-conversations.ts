import type { ConversationView } from '@switchboard/protocol'
import { comparePlaces, type InboxState, placeOf } from '@switchboard/sdk'

type Held = InboxState['conversations']

/**
 * The held conversations that pass, newest activity first. Remembers its last answer: of fifty thousand conversations
 * only those that have changed are looked at and put in their places again.
 */
export class ConversationSelection {
  #held: Held | null = null
  #passes: ((conversation: ConversationView) => boolean) | null = null
  #items: readonly ConversationView[] = []

  /** What it answered last. */
  get last(): readonly ConversationView[] {
    return this.#items
  }

  /** The same array as long as it says the same. `passes` is another function whenever it may answer otherwise. */
  of(held: Held, passes: (conversation: ConversationView) => boolean): readonly ConversationView[] {
    const before = this.#passes === passes ? this.#held : null
    if (before === held) return this.#items
    const changed = [...held.values()].filter((item) => item !== before?.get(item.id) && passes(item))
    const kept = before ? this.#items.filter((item) => held.get(item.id) === item) : []
    const isSame = before !== null && changed.length === 0 && kept.length === this.#items.length
    if (!isSame) this.#items = merge(kept, changed.toSorted(byPlace))
    this.#held = held
    this.#passes = passes
    return this.#items
  }
}

function merge(a: readonly ConversationView[], b: readonly ConversationView[]): readonly ConversationView[] {
  if (a.length === 0) return b
  const merged: ConversationView[] = []
  let next = 0
  for (const item of b) {
    while (next < a.length && byPlace(a[next]!, item) < 0) merged.push(a[next++]!)
    merged.push(item)
  }
  for (; next < a.length; next++) merged.push(a[next]!)
  return merged
}

function byPlace(a: ConversationView, b: ConversationView): number {
  return comparePlaces(placeOf(a), placeOf(b))
}
