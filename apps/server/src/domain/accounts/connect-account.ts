import { type AccountDetails, AppError, type CreateAccount } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type Account, accountDetails } from './account.ts'
import { announceAccount } from './announce-account.ts'
import { lockConnecting } from './connecting-lock.ts'
import { businessAccountIn, type Credentials, sealCredentials } from './credentials.ts'

export interface ConnectDeps {
  db: Db
  newId(): string
  config: { keys: { credentials: Buffer } }
  /** The journal may hold what came for the account before it was ours. */
  applying: { lookAgain(): void }
}

/**
 * Connects a Page, an Instagram account or a WhatsApp number. One that was removed comes back with its conversations,
 * and what was received for it meanwhile is applied now. Refuses with `account_exists`.
 */
export async function connectAccount(deps: ConnectDeps, viewer: Viewer, draft: CreateAccount): Promise<AccountDetails> {
  refuseWithout(viewer, 'accounts.manage')
  return connectFor(deps, viewer.workspace_id, draft)
}

/** The same for the server itself, which connects the emulated accounts. */
export async function connectFor(
  deps: ConnectDeps,
  workspaceId: string,
  draft: CreateAccount,
): Promise<AccountDetails> {
  const account = await deps.db
    .transaction(async (tx) => {
      await lockConnecting(tx)
      const connected = await insertOrRevive(deps, tx, workspaceId, draft)
      await reclaimEvents(tx, connected)
      await announceAccount(tx, connected)
      return connected
    })
    .catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint !== 'accounts_external') throw error
      throw new AppError('account_exists', {}) // in another workspace
    })
  deps.applying.lookAgain()
  return accountDetails(account)
}

async function insertOrRevive(deps: ConnectDeps, tx: Tx, workspaceId: string, draft: CreateAccount): Promise<Account> {
  const { platform, external_id, parent_external_id = null, name, username = null } = draft
  const inserted = await tx
    .insertInto('accounts')
    .values({ id: deps.newId(), workspace_id: workspaceId, platform, external_id, parent_external_id, name, username })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'platform', 'external_id'])
        .doUpdateSet({
          parent_external_id,
          name,
          username,
          credentials: null,
          status: 'connected',
          status_reason: null,
          removed_at: null,
          updated_at: sql`now()`,
        })
        .where('accounts.removed_at', 'is not', null),
    )
    .returningAll()
    .executeTakeFirst()
  if (!inserted) throw new AppError('account_exists', {})
  return draft.credentials ? putCredentials(deps, tx, inserted.id, draft.credentials) : inserted
}

/**
 * Sealed for the id that the account has now: a revived one has kept its own. What stood in the way of calls with the
 * old ones ends. Where those of a WhatsApp number name its business account, what the platform says of that concerns the
 * number.
 */
export async function putCredentials(
  { config }: Pick<ConnectDeps, 'config'>,
  tx: Tx,
  id: string,
  credentials: Credentials,
): Promise<Account> {
  const parent = businessAccountIn(credentials)
  return tx
    .updateTable('accounts')
    .set({
      parent_external_id: sql`case when platform = 'whatsapp' then coalesce(${parent}::text, parent_external_id) else parent_external_id end`,
      credentials: sealCredentials(config.keys.credentials, id, credentials),
      status: 'connected',
      status_reason: null,
      calls_paused_at: null,
      calls_paused_until: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What came for an account that nobody had connected is applied after all: it was signed, so it is kept. */
async function reclaimEvents(tx: Tx, account: Account): Promise<void> {
  const names = [account.external_id, account.parent_external_id ?? account.external_id]
  await sql`
    with reclaimed as (
      update inbound_events
      set state = 'pending', reason = null, attempts = 0, processed_at = null,
          workspace_id = ${account.workspace_id}, account_id = ${account.id}
      where platform = ${account.platform} and account_external_id = any(${names})
        and state = 'ignored' and reason = 'unknown_account'
      returning id
    )
    insert into inbound_pending (inbound_event_id, next_attempt_at) select id, now() from reclaimed`.execute(tx)
}
