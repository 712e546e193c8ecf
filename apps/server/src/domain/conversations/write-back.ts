import type { ReadMark } from '@switchboard/protocol'
import { updateRows } from '../../db/bulk.ts'
import type { Tx } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { holdLabels } from '../labels/index.ts'
import type { Conversation } from './conversation.ts'
import type { CountedAccount } from './lock.ts'
import { type ReadDeps, viewConversations } from './queries.ts'

/** A locked conversation as it is now, and what its messages went through besides. */
export interface ChangeOfConversation {
  conversation: Conversation
  read?: ReadMark | null
  unread_from_seq?: number | null
}

/** Writes locked conversations and their accounts' counters, and tells everyone who may see them. */
export async function writeBack(
  deps: ReadDeps,
  tx: Tx,
  accounts: ReadonlyMap<string, CountedAccount>,
  changes: readonly ChangeOfConversation[],
): Promise<void> {
  if (changes.length === 0) return
  await updateRows(
    tx,
    'conversations',
    columns,
    changes.map(({ conversation }) => conversation),
  )
  await updateRows(tx, 'accounts', counters, [...accounts.values()])

  const conversations = changes.map(({ conversation }) => conversation)
  // A label that is being removed is off by now, or stays until this has been told.
  const labels = conversations.flatMap((conversation) => conversation.labels)
  await holdLabels(tx, conversations[0]!.workspace_id, labels)
  const ids = conversations.map(({ id }) => id)
  const views = await viewConversations(deps, tx, ids)
  await appendEvents(
    tx,
    changes.map(({ conversation, read = null, unread_from_seq = null }) => {
      const account = accounts.get(conversation.account_id!)!
      const { id: account_id, unread_conversations, unread_messages } = account
      return {
        workspace_id: conversation.workspace_id,
        audiences: [`account:${account_id}`],
        conversation_id: conversation.id,
        type: 'conversation_updated' as const,
        data: {
          ...views.get(conversation.id)!,
          read,
          unread_from_seq,
          account_unread: { account_id, unread_conversations, unread_messages },
        },
      }
    }),
  )
}

const columns = {
  id: 'uuid',
  unread_count: 'integer',
  is_archived: 'boolean',
  assignee_id: 'uuid',
  labels: 'tags',
  updated_at: 'timestamptz',
} as const
const counters = { id: 'uuid', unread_conversations: 'integer', unread_messages: 'integer' } as const
