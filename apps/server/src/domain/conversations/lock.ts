import { sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Tx } from '../../db/database.ts'
import type { Viewer } from '../members/index.ts'
import { type Conversation, unreadShare } from './conversation.ts'
import { visibleAccounts } from './queries.ts'

/** The counters of an account whose conversations are being changed. */
export interface CountedAccount {
  id: string
  unread_conversations: number
  unread_messages: number
}

/**
 * Locks conversations together with the counters they are counted in, in the order that every command keeps: accounts
 * by id, then conversations by id. Those the viewer may not see are not there.
 */
export async function lockConversations(tx: Tx, viewer: Viewer, ids: readonly string[]) {
  const { rows: accounts } = await sql<CountedAccount>`
    select a.id, a.unread_conversations, a.unread_messages from accounts a
    where a.id in (select id from (${visibleAccounts(viewer)}) visible)
      and a.id in (select account_id from conversations where id = any(${ids}::uuid[]))
    order by a.id for no key update`.execute(tx)
  const { rows: conversations } = await sql<Conversation>`${prepared('lock-conversations-by-id')}
    select * from conversations
    where id = any(${ids}::uuid[]) and account_id = any(${accounts.map((account) => account.id)}::uuid[])
    order by id for no key update`.execute(tx)
  return { accounts: new Map(accounts.map((account) => [account.id, account])), conversations }
}

/** Runs a change of a locked conversation and keeps its account's counters in line with it. */
export function recount<T>(account: CountedAccount, conversation: Conversation, change: () => T): T {
  const before = unreadShare(conversation)
  const result = change()
  const after = unreadShare(conversation)
  account.unread_conversations += after.conversations - before.conversations
  account.unread_messages += after.messages - before.messages
  return result
}
