import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses, for a link or a header. What is kept is their hash: a copy of the table opens nothing. */
export function makeSecret(): { secret: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, hash: hashOf(secret) }
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
