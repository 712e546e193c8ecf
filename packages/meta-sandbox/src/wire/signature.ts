import { createHmac } from 'node:crypto'

/** A webhook as it goes over the wire. */
export interface SignedWebhook {
  body: Buffer
  headers: Record<string, string>
}

export const graphVersion = 'v25.0'

/** The bytes that Meta would send for this payload, and the headers that prove who sent them. */
export function signedBody(payload: unknown, secret: string): SignedWebhook {
  return signed(Buffer.from(escapedJson(payload), 'latin1'), secret)
}

/** Signs bytes as they are. Nothing looks at what they hold. */
export function signed(body: Buffer, secret: string): SignedWebhook {
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(body.length),
      accept: '*/*',
      'user-agent': 'facebookexternalua',
      'facebook-api-version': graphVersion,
      'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  }
}

/** Whether the bytes carry the signature that this secret gives them. */
export function isSignedWith({ body, headers }: SignedWebhook, secret: string): boolean {
  return headers['x-hub-signature-256'] === signed(body, secret).headers['x-hub-signature-256']
}

/** JSON in pure ASCII, the way Meta writes and signs it: `/` as `\/`, everything beyond ASCII as lowercase `\u00e4`. */
export function escapedJson(payload: unknown): string {
  return escaped(JSON.stringify(payload))
}

/** In JSON a slash or a non-ASCII character can only be inside a string, so the whole text may be escaped at once. */
export function escaped(json: string): string {
  return json.replace(/[/\u0080-\uffff]/g, (character) =>
    character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
