import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { AppError, type Role } from '@switchboard/protocol'
import { SignJWT } from 'jose'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Pass } from '../deps.ts'

/** A quarter of an hour: long enough to be rare, short enough that a lost one is soon worthless. */
export const accessTokenMs = 15 * 60_000

/** Short tokens for one member of one workspace. Signed and verified here, without a query. */
export interface AccessTokens {
  sign(pass: Pass, role: Role): Promise<{ access_token: string; expires_at: Date }>
  /** Refuses with `unauthenticated` whatever this server has not signed, or not lately enough. */
  verify(token: string): Promise<{ pass: Pass; expires_at: Date }>
}

const issuer = 'switchboard'

export function createAccessTokens({ key, now }: { key: Uint8Array; now(): Date }): AccessTokens {
  const secret = createSecretKey(key) // imported once, and not for every token
  return {
    async sign(pass, role) {
      const issuedAt = Math.floor(now().getTime() / 1000)
      const expiresAt = issuedAt + accessTokenMs / 1000
      const claims = { wid: pass.workspace_id, mid: pass.member_id, sid: pass.sign_in_id, role }
      const access_token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(pass.user_id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(secret)
      return { access_token, expires_at: new Date(expiresAt * 1000) }
    },

    async verify(token) {
      const claims = readClaims(token, secret)
      if (!claims || claims.exp * 1000 <= now().getTime()) throw new AppError('unauthenticated', {})
      const { sub, wid, mid, sid, exp } = claims
      const pass = { user_id: sub, workspace_id: wid, member_id: mid, sign_in_id: sid }
      return { pass, expires_at: new Date(exp * 1000) }
    },
  }
}

const Claims = Compile(
  Type.Object({
    iss: Type.Literal(issuer),
    sub: Type.String(),
    wid: Type.String(),
    mid: Type.String(),
    sid: Type.String(),
    exp: Type.Number(),
  }),
)

/** The only header we write. Whoever names another algorithm, or none, is not us. */
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')

/**
 * What one of our own tokens claims; null for whatever we have not signed. By hand, because after a restart thousands of
 * sockets bring theirs at once: a library that verifies any token does it on another thread and takes six times as long.
 */
function readClaims(token: string, secret: KeyObject) {
  const end = token.lastIndexOf('.')
  const signed = token.slice(0, end)
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  const expected = createHmac('sha256', secret).update(signed).digest()
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
  if (!signed.startsWith(`${header}.`)) return null
  const payload: unknown = JSON.parse(Buffer.from(signed.slice(header.length + 1), 'base64url').toString())
  return Claims.Check(payload) ? payload : null
}
