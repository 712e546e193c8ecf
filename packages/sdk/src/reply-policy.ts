import type { ReplyPolicy } from '@switchboard/protocol'

/**
 * What a policy says at a given instant (ISO 8601, UTC, milliseconds). A window that has closed since leaves what only
 * the server knows (a tag, a template, nothing), so until it says which, nothing may be sent.
 */
export function replyPolicyAt(policy: ReplyPolicy, at: string): ReplyPolicy {
  if (policy.expires_at === null || at < policy.expires_at) return policy
  return { state: 'blocked', expires_at: null, reason: 'expired' }
}
