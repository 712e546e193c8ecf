import type { ConversationView } from '@switchboard/protocol'

/** For tests: a conversation of which only what is named matters. The lower the number, the newer. */
export function aConversation(n: number, facts: Partial<ConversationView> = {}): ConversationView {
  const at = new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString()
  return {
    id: `c${String(n).padStart(4, '0')}`,
    workspace_id: 'w',
    platform: 'whatsapp',
    account_id: 'a',
    kind: 'customer',
    contact: { id: `p${n}`, name: `Customer ${n}`, username: null, avatar_url: null, phone: null },
    members: [],
    last_message: null,
    last_message_at: at,
    unread_count: 0,
    is_archived: false,
    assignee_id: null,
    labels: [],
    reply_policy: { state: 'open', expires_at: null, reason: null },
    created_at: at,
    updated_at: at,
    ...facts,
  }
}
