import type { ConversationView, LabelView, MemberView } from '@switchboard/protocol'
import { type InboxState, threadOf } from '@switchboard/sdk'
import { useInbox } from '../live/use-inbox.ts'

/** What a row shows beside its conversation, taken from what else is held. */
export interface RowFacts {
  readonly labels: readonly LabelView[]
  readonly assignee: MemberView | null
  readonly isMine: boolean
  /** One of the newest messages could not be sent. */
  readonly hasFailed: boolean
}

const recent = 20

export function useRowFacts(conversation: ConversationView): RowFacts {
  const labels = useInbox((state) => labelsOf(state, conversation))
  const assignee = useInbox((state) =>
    conversation.assignee_id === null ? null : (state.members.get(conversation.assignee_id) ?? null),
  )
  const isMine = useInbox((state) => state.me.id === conversation.assignee_id)
  const hasFailed = useInbox((state) =>
    threadOf(state, conversation.id)
      .messages.slice(-recent)
      .some((message) => message.status === 'failed'),
  )
  return { labels, assignee, isMine, hasFailed }
}

function labelsOf({ labels }: InboxState, conversation: ConversationView): readonly LabelView[] {
  return conversation.labels.flatMap((id) => labels.get(id) ?? [])
}
