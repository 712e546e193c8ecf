import type { Json } from './mutate.ts'

/** What is written into a payload, so that it can be found again in whatever the server keeps of it. */
export function markOf(n: number): string {
  return `zz${n}zz`
}

/** All marks that stand somewhere in a text. */
export function marksIn(text: string): Set<string> {
  return new Set(text.match(/zz\d+zz/g) ?? [])
}

const deepest = 50
/** How deep down the lists of the envelope go: `entry[].changes[].value.history[].errors[]`. */
const envelopeLevels = 6

/**
 * Writes the mark into every object of the payload, as a field that no platform has: the server takes payloads apart
 * and keeps each item with what surrounds it, so wherever it cuts, a piece carries the mark. A list of the envelope
 * that holds no object gets one. What is neither object nor list cannot be marked.
 */
export function mark(payload: Json, text: string): void {
  if (Array.isArray(payload)) payload.push(text)
  if (!isObject(payload)) return
  payload.zz = text
  if (!Array.isArray(payload.entry)) return
  for (const [n, entry] of payload.entry.entries()) {
    if (!isObject(entry)) payload.entry[n] = [text, entry]
    else if (!markInside(entry, text, 0)) entry.zz = { zz: text }
  }
}

/** True where something inside took the mark. */
function markInside(value: Json[] | Record<string, Json>, text: string, level: number): boolean {
  if (level > deepest) return false
  let isMarked = false
  for (const inner of Object.values(value)) {
    if (typeof inner !== 'object' || inner === null) continue
    if (markInside(inner as Record<string, Json>, text, level + 1)) isMarked = true
    if (!isObject(inner)) continue
    inner.zz = text
    isMarked = true
  }
  if (isMarked || !Array.isArray(value) || level > envelopeLevels) return isMarked
  value.push({ zz: text })
  return true
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
