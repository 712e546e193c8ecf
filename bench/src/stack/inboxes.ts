import type { Inbox } from '../drivers/webhook-supply.ts'
import { callApi } from './api.ts'
import type { Stack } from './start-stack.ts'

export const inboxes: readonly Inbox[] = [
  { platform: 'instagram', externalId: '17841400000000001' },
  { platform: 'messenger', externalId: '100000000000002' },
  { platform: 'whatsapp', externalId: '106540352242922' },
]

/** One account per platform, in the owner's workspace. */
export async function connectInboxes({ server }: Stack, token: string): Promise<void> {
  for (const { platform, externalId } of inboxes) {
    const draft = { platform, external_id: externalId, name: platform, credentials: { access_token: 'none' } }
    await callApi(server, token, 'POST', 'accounts', draft)
  }
}
