import { v5 } from 'uuid'

const namespace = '6f1b9f0e-6a3b-5c1e-9d0a-3f6f0c6f7a11'

/**
 * The id of a customer conversation: the same for the same pair, on every node and after every re-import. The
 * participant is the person's id on the platform under which the account first heard of them.
 */
export function conversationId(workspaceId: string, platform: string, accountExternalId: string, participant: string) {
  return v5(JSON.stringify([workspaceId, platform, accountExternalId, participant]), namespace)
}
