import type { ConversationView } from '@switchboard/protocol'
import { type InboxState, listConversations } from '@switchboard/sdk'
import type { InboxSearch, InboxView } from './inbox-search.ts'

/** The loaded conversations of a view, narrowed by what the address says. */
export function selectConversations(state: InboxState, view: InboxView, search: InboxSearch): ConversationView[] {
  const { platform, account_id, unread } = search
  const filter = {
    is_archived: view === 'archived',
    ...(platform && { platform }),
    ...(account_id && { account_id }),
    ...((unread || view === 'unread') && { unread: true }),
  }
  return listConversations(state, filter).filter(
    (conversation) => isInView(conversation, view, state.me.id) && passes(conversation, search, state.me.id),
  )
}

function isInView({ assignee_id }: ConversationView, view: InboxView, myId: string): boolean {
  if (view === 'mine') return assignee_id === myId
  if (view === 'unassigned') return assignee_id === null
  return true
}

function passes(conversation: ConversationView, { assignee, label, window }: InboxSearch, myId: string): boolean {
  const { assignee_id, labels, reply_policy } = conversation
  return (
    (!assignee || assignee_id === (assignee === 'me' ? myId : assignee === 'none' ? null : assignee)) &&
    (!label || labels.includes(label)) &&
    (!window || (reply_policy.state === 'open') === (window === 'open'))
  )
}
