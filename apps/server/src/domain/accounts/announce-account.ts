import type { Tx } from '../../db/database.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { listThoseWho } from '../members/index.ts'
import { type Account, accountView } from './account.ts'

/**
 * The last act of a transaction that changes which accounts there are. Members hear of it by name: nobody listens to an
 * account that they do not know of yet.
 */
export async function announceAccount(tx: Tx, account: Account): Promise<void> {
  const viewers = await listThoseWho(tx, account.workspace_id, 'inbox.view')
  await appendEvents(tx, [
    {
      workspace_id: account.workspace_id,
      audiences: [`account:${account.id}`, ...viewers.map((id) => `member:${id}`)],
      conversation_id: null,
      type: 'account_updated',
      data: { ...accountView(account), is_removed: account.removed_at !== null },
    },
  ])
}
