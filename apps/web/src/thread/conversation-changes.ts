import type { ConversationChange, ConversationView } from '@switchboard/protocol'
import { useChange } from '../list/use-change.ts'
import { useClient } from '../live/client-context.tsx'
import { markRead } from '../live/conversation-actions.ts'
import { useMe } from '../session/use-me.ts'

/** What can be done to the open conversation. The one place of this folder from which anything is changed. */
export interface ConversationChanges {
  apply(change: ConversationChange): void
  archive(): void
  assignToMe(): void
  /** From this message on; left out, the customer's newest one. */
  unread(fromSeq?: number): void
  read(upToSeq: number): void
}

export function useConversationChanges({ id, is_archived }: ConversationView): ConversationChanges {
  const client = useClient()
  const { change } = useChange()
  const me = useMe()
  return {
    apply: (what) => void change([id], what),
    archive: () => void change([id], { is_archived: !is_archived }),
    assignToMe: () => void change([id], { assignee_id: me.id }),
    unread: (fromSeq) => void change([id], fromSeq === undefined ? { unread: true } : { unread_from_seq: fromSeq }),
    read: (upToSeq) => markRead(client, id, upToSeq),
  }
}
