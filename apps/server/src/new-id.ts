import { randomFillSync } from 'node:crypto'

/**
 * UUIDv7s of one process: later ones sort after earlier ones, also within a millisecond and when the clock steps back.
 * Written out because ids are made several times per message, and fetching entropy for each by itself costs more than
 * everything else about it.
 */
export function createIds(now: () => number = Date.now): () => string {
  const entropy = Buffer.alloc(8 * 1024)
  let used = entropy.length
  let millisecond = 0
  let counter = 0

  function tick() {
    const current = now()
    if (current > millisecond) {
      millisecond = current
      counter = 0
    } else if (++counter > 0xfff) {
      millisecond += 1 // the 4,097th of a millisecond borrows from the next
      counter = 0
    }
  }

  return () => {
    tick()
    if (used === entropy.length) {
      randomFillSync(entropy)
      used = 0
    }
    const time = millisecond.toString(16).padStart(12, '0')
    const order = counter.toString(16).padStart(3, '0')
    const random = entropy.toString('hex', used, used + 8)
    const variant = '89ab'[entropy[used]! & 3]
    used += 8
    return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${variant}${random.slice(1, 4)}-${random.slice(4)}`
  }
}
