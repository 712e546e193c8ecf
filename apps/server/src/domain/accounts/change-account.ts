import { type AccountDetails, AppError, type ChangeAccount } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type Account, accountDetails } from './account.ts'
import { announceAccount } from './announce-account.ts'
import { type ConnectDeps, putCredentials } from './connect-account.ts'

type Deps = Pick<ConnectDeps, 'db' | 'config'>

/** Renames an account or gives it new credentials, which also ends whatever was wrong with the old ones. */
export async function changeAccount(
  deps: Deps,
  viewer: Viewer,
  id: string,
  { name, credentials }: ChangeAccount,
): Promise<AccountDetails> {
  refuseWithout(viewer, 'accounts.manage')
  return deps.db.transaction(async (tx) => {
    let account = await accessAccount(tx, viewer, id)
    if (name !== undefined && name !== account.name) account = await set(tx, account.id, { name })
    if (credentials !== undefined) account = await putCredentials(deps, tx, account.id, credentials)
    await announceAccount(tx, account)
    return accountDetails(account)
  })
}

/**
 * Takes an account out of the workspace. Its conversations are kept but nobody sees them, its credentials are forgotten
 * at once, and connecting it again brings everything back.
 */
export async function removeAccount(
  { db, now }: Pick<Deps, 'db'> & { now(): Date },
  viewer: Viewer,
  id: string,
): Promise<AccountDetails> {
  refuseWithout(viewer, 'accounts.manage')
  return db.transaction(async (tx) => {
    const { id: accountId } = await accessAccount(tx, viewer, id)
    const account = await set(tx, accountId, { removed_at: now(), credentials: null, status: 'disconnected' })
    await announceAccount(tx, account)
    return accountDetails(account)
  })
}

/** Locked until the commit. Refuses with `not_found` what is not there, removed, or another workspace's. */
async function accessAccount(tx: Tx, viewer: Viewer, id: string): Promise<Account> {
  const account = await tx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', requireUuid(id))
    .where('workspace_id', '=', viewer.workspace_id)
    .where('removed_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!account) throw new AppError('not_found', {})
  return account
}

function set(tx: Tx, id: string, change: Partial<Pick<Account, 'name' | 'removed_at' | 'credentials' | 'status'>>) {
  return tx
    .updateTable('accounts')
    .set({ ...change, updated_at: sql`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
