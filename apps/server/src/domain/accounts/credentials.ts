import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * What a platform lets us act with. Kept sealed (AES-256-GCM) and bound to its account, so that a row copied to another
 * account opens nothing.
 */
export type Credentials = Record<string, unknown>

const nonceBytes = 12
const tagBytes = 16

/** Nonce, tag, text. */
export function sealCredentials(key: Buffer, accountId: string, credentials: Credentials): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(accountId))
  const text = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** Null where they were sealed with another key, for another account, or were tampered with: connect again. */
export function openCredentials(key: Buffer, accountId: string, sealed: Buffer): Credentials | null {
  const nonce = sealed.subarray(0, nonceBytes)
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(accountId)).setAuthTag(tag)
    const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Credentials
  } catch {
    return null // the one thing that can be done about any of these is the same
  }
}

/** What calls are made with; null where it is missing. */
export function accessTokenIn({ access_token }: Credentials): string | null {
  return typeof access_token === 'string' && access_token !== '' ? access_token : null
}

/** The WhatsApp Business Account that the credentials are good for, where they name it. */
export function businessAccountIn({ waba_id, business_account_id }: Credentials): string | null {
  const id = waba_id ?? business_account_id
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id)
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : null
}
