import type { Entry } from '../eventlog/index.ts'

/** The part of an `events` frame that is the same for all who get these events: from `"events":` to the end. */
export function eventsBody(entries: readonly Entry[]): Buffer {
  return Buffer.from(`"events":[${entries.map(({ json }) => json).join()}]}`)
}

/** Cuts what is due into frames of bearable size, in order. One event too large for a frame has one of its own. */
export function portionsOf(
  entries: readonly Entry[],
  limits: { frameEvents: number; frameCharacters: number },
): readonly (readonly Entry[])[] {
  if (entries.length === 0) return []
  const portions: (readonly Entry[])[] = []
  let start = 0
  let characters = 0
  for (let i = 0; i < entries.length; i++) {
    const size = entries[i]!.json.length
    const isFull = i - start === limits.frameEvents || characters + size > limits.frameCharacters
    if (isFull && i > start) {
      portions.push(entries.slice(start, i))
      start = i
      characters = 0
    }
    characters += size
  }
  portions.push(start === 0 ? entries : entries.slice(start))
  return portions
}
