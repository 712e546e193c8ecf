import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What a browser decrypts with: its public key and the secret it shares with us. */
export interface Recipient {
  p256dh: Buffer
  auth: Buffer
}

/** Chosen anew for every message; a test brings those of the RFC. */
export interface Chance {
  salt: Buffer
  privateKey: Buffer
}

const recordBytes = 4_096
/**
 * A message of at most 3993 bytes that this browser alone can read (RFC 8291, in one record of RFC 8188's `aes128gcm`). Throws for a public
 * key that is none.
 */
export function encryptPush(text: string, { p256dh, auth }: Recipient, chance: Chance = newChance()): Buffer {
  const { salt, privateKey } = chance
  const ours = createECDH('prime256v1')
  ours.setPrivateKey(privateKey)
  const ourKey = ours.getPublicKey()
  const shared = ours.computeSecret(p256dh)
  const derive = (key: Buffer, from: Buffer, info: Buffer | string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', key, from, info, bytes))

  const secret = derive(shared, auth, Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, ourKey]), 32)
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const lastRecord = Buffer.from([2])
  const sealed = [cipher.update(Buffer.concat([Buffer.from(text), lastRecord])), cipher.final(), cipher.getAuthTag()]

  const header = Buffer.alloc(21)
  salt.copy(header)
  header.writeUInt32BE(recordBytes, 16)
  header.writeUInt8(ourKey.length, 20)
  return Buffer.concat([header, ourKey, ...sealed])
}

function newChance(): Chance {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  // Leading zeros are not part of what Node answers.
  const privateKey = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex')
  return { salt: randomBytes(16), privateKey }
}
