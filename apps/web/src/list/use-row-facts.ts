import type { ConversationView, LabelView, MemberView, MessageStatus } from '@switchboard/protocol'
import { type InboxState, threadOf } from '@switchboard/sdk'
import { useInbox } from '../live/use-inbox.ts'

/** What a row shows beside its conversation, taken from what else is held. */
export interface RowFacts {
  readonly labels: readonly LabelView[]
  readonly assignee: MemberView | null
  readonly isMine: boolean
  /** Of the last message, where it is ours and held. */
  readonly status: MessageStatus | null
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
  const status = useInbox((state) => statusOf(state, conversation))
  const hasFailed = useInbox((state) =>
    threadOf(state, conversation.id)
      .messages.slice(-recent)
      .some((message) => message.status === 'failed'),
  )
  return { labels, assignee, isMine, status, hasFailed }
}

function labelsOf({ labels }: InboxState, conversation: ConversationView): readonly LabelView[] {
  return conversation.labels.flatMap((id) => labels.get(id) ?? [])
}

function statusOf(state: InboxState, { id, last_message }: ConversationView): MessageStatus | null {
  if (last_message?.direction !== 'outbound') return null
  const message = threadOf(state, id).messages.findLast((one) => one.id === last_message.id)
  return message?.status ?? null
}
