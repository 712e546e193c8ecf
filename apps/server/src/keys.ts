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
    sandboxAppSecret: derive('sandbox app secret').toString('hex'),
    sandboxVerifyToken: derive('sandbox verify token').toString('hex'),
  }
}
