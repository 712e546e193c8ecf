/**
 * UUIDv7s of one client: later ones sort after earlier ones, also within a millisecond and when the clock steps back.
 * For what a client names before the server knows of it.
 */
export function createIds(now: () => number = Date.now): () => string {
  let last = 0
  return () => {
    // Twelve bits behind the millisecond count on where one is not over yet.
    last = Math.max(now() * 0x1000, last + 1)
    const time = Math.floor(last / 0x1000)
    const hex = time.toString(16).padStart(12, '0')
    const order = (last % 0x1000).toString(16).padStart(3, '0')
    const random = [...crypto.getRandomValues(new Uint8Array(8))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
    const variant = '89ab'[Number.parseInt(random[0]!, 16) & 3]
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${order}-${variant}${random.slice(1, 4)}-${random.slice(4)}`
  }
}

export const newId = createIds()
