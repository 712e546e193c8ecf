import { ECDH } from 'node:crypto'
import { isIP } from 'node:net'
import { AppError, type PushSubscription } from '@switchboard/protocol'

export interface Endpoint {
  endpoint: string
  p256dh: Buffer
  auth: Buffer
}

/**
 * What a browser gave, decoded. The address is one that we will call, so it must be one that everybody could: https, the
 * usual port, a name and not a number. What the name stands for is looked at when it is called (dispatch/post-push.ts).
 */
export function readSubscription({ endpoint, keys }: PushSubscription, mayBeAnywhere: boolean): Endpoint {
  const p256dh = Buffer.from(keys.p256dh, 'base64url')
  const auth = Buffer.from(keys.auth, 'base64url')
  refuseUnless(isPoint(p256dh), 'body/keys/p256dh', 'is not a public key on P-256')
  refuseUnless(auth.length === 16, 'body/keys/auth', 'is not 16 bytes')
  const url = URL.parse(endpoint)
  refuseUnless(
    url !== null && (mayBeAnywhere || isPublic(url)),
    'body/endpoint',
    'is not a push service on the internet',
  )
  return { endpoint: url.href, p256dh, auth }
}

function isPublic({ protocol, port, hostname, username, password }: URL): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return false
  return (
    /\.[a-z][a-z0-9-]*$/.test(hostname) && !/\.(local|localhost|internal|lan|home|arpa|test|invalid)$/.test(hostname)
  )
}

function isPoint(key: Buffer): boolean {
  if (key.length !== 65 || key[0] !== 4) return false
  try {
    ECDH.convertKey(key, 'prime256v1')
    return true
  } catch {
    return false // not on the curve
  }
}

function refuseUnless(holds: boolean, path: string, problem: string): asserts holds {
  if (!holds) throw new AppError('bad_request', { problems: [{ path, problem }] })
}
