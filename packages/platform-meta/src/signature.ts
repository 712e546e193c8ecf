import { createHmac, timingSafeEqual } from 'node:crypto'

const header = /^sha256=[0-9a-f]{64}$/

/**
 * Whether `signature` (the header `X-Hub-Signature-256` as it came) is an HMAC-SHA256 over exactly these bytes, by any
 * of the secrets. Over the bytes and not over the JSON: Meta signs its own escaping, which no serialiser gives back.
 * An empty secret verifies nothing, or whoever signs with an empty key would be let in where none is set.
 */
export function verifySignature(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean {
  if (signature === undefined || !header.test(signature)) return false
  const given = Buffer.from(signature.slice('sha256='.length), 'hex')
  let matches = false
  for (const secret of secrets) {
    if (secret === '') continue
    const expected = createHmac('sha256', secret).update(body).digest()
    // Every secret is tried, so that the time says nothing about which one it was.
    matches = timingSafeEqual(given, expected) || matches
  }
  return matches
}
