import { createECDH, createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'

/** Who we are to the push services of browsers (RFC 8292). One key for the life of a server: SECRET_KEY decides it. */
export interface Vapid {
  /** The `applicationServerKey` that browsers subscribe with; base64url. */
  readonly publicKey: string
  /** The `Authorization` of a request to this origin. */
  authorizationFor(origin: string, now: Date): Promise<string>
}

const goodFor_s = 12 * 3_600 // a day is the most that a push service takes

/** `contact`: where the operator of a push service finds whoever runs this server; `https:` or `mailto:`. */
export function openVapid(privateKey: Buffer, contact: string): Vapid {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey)
  const point = curve.getPublicKey()
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33), privateKey].map((part) => part.toString('base64url'))
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y!, d: d! } })
  const publicKey = point.toString('base64url')
  return {
    publicKey,
    async authorizationFor(origin, now) {
      const token = await new SignJWT({ aud: origin, sub: contact })
        .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
        .setExpirationTime(Math.floor(now.getTime() / 1000) + goodFor_s)
        .sign(key)
      return `vapid t=${token}, k=${publicKey}`
    },
  }
}
