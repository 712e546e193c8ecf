import { hkdfSync } from 'node:crypto'

/** One key per purpose, all from SECRET_KEY: a leak of one says nothing of the others. */
export interface Keys {
  /** 32 bytes, AES-256-GCM. */
  credentials: Buffer
  /** 32 bytes, HMAC-SHA-256. */
  accessTokens: Buffer
  /** For session cookies. */
  sessions: string
  /** 32 bytes, HMAC-SHA-256. */
  cursors: Buffer
  /** 32 bytes, a private key on P-256: who we are to the push services of browsers. */
  pushes: Buffer
  sandboxAppSecret: string
  sandboxVerifyToken: string
}

export function deriveKeys(secret: string): Keys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'switchboard', purpose, 32))
  return {
    credentials: derive('account credentials'),
    accessTokens: derive('access tokens'),
    sessions: derive('sessions').toString('base64url'),
    cursors: derive('cursors'),
    pushes: scalarOf(Buffer.from(hkdfSync('sha256', secret, 'switchboard', 'pushes', 48))),
    sandboxAppSecret: derive('sandbox app secret').toString('hex'),
    sandboxVerifyToken: derive('sandbox verify token').toString('hex'),
  }
}

const orderOfP256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** A private key out of 48 random bytes: 16 more than it takes, so that no key is likelier than another (FIPS 186-5). */
function scalarOf(bytes: Buffer): Buffer {
  const scalar = (BigInt(`0x${bytes.toString('hex')}`) % (orderOfP256 - 1n)) + 1n
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')
}
