import { createSecretKey } from 'node:crypto'
import { AppError, type Role } from '@switchboard/protocol'
import { jwtVerify, SignJWT } from 'jose'
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
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        issuer,
        currentDate: now(),
        requiredClaims: ['sub', 'exp', 'wid', 'mid', 'sid'],
      }).catch((cause: unknown) => {
        throw new AppError('unauthenticated', {}, undefined, { cause })
      })
      const {
        sub,
        wid,
        mid,
        sid,
        exp = 0,
      } = payload as Record<'sub' | 'wid' | 'mid' | 'sid', string> & { exp?: number }
      const pass = { user_id: sub, workspace_id: wid, member_id: mid, sign_in_id: sid }
      return { pass, expires_at: new Date(exp * 1000) }
    },
  }
}
