import { createHmac } from 'node:crypto'
import type { PlatformName } from '@switchboard/platform-kit'

export const appSecret = 'app secret'

export interface Posted {
  status: number
  body: string
}

/** Posts a webhook as a platform does: signed over exactly the bytes that are sent. */
export async function postWebhook(
  url: string,
  platform: PlatformName,
  payload: unknown,
  { secret = appSecret, contentType = 'application/json' }: { secret?: string | null; contentType?: string } = {},
): Promise<Posted> {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload))
  const signature = secret === null ? null : `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const response = await fetch(`${url}/webhooks/${platform}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': contentType, ...(signature && { 'x-hub-signature-256': signature }) },
  })
  return { status: response.status, body: await response.text() }
}

/** A Messenger webhook in which customers of one Page write, one message each. */
export function pageMessages(pageId: string, ...said: { from: string; mid: string; text: string; at?: number }[]) {
  const messaging = said.map(({ from, mid, text, at = Date.now() }) => ({
    sender: { id: from },
    recipient: { id: pageId },
    timestamp: at,
    message: { mid, text },
  }))
  return { object: 'page', entry: [{ id: pageId, time: Date.now(), messaging }] }
}
