import { randomFillSync } from 'node:crypto'

const bytes = Buffer.alloc(16)

/** A UUIDv7: ids that rise with time are kind to an index, so the floors have them too. */
export function orderedId(): string {
  randomFillSync(bytes)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
