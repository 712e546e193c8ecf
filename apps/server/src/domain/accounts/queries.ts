import {
  type AccountDetails,
  type AccountHealth,
  type AccountView,
  AppError,
  type Page,
  type PageQuery,
} from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { readPageCursor, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { requireUuid } from '../../db/uuid.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type Account, accountDetails, accountView } from './account.ts'

const ById = Type.Tuple([Type.String({ pattern: '^[0-9a-f-]{36}$' })])

/** All connected accounts of a workspace, newest first. */
export async function listAccounts(db: Kysely<Schema>, workspaceId: string): Promise<AccountView[]> {
  const rows = await connectedAccounts(db, workspaceId).execute()
  return rows.map(accountView)
}

export async function pageAccounts(
  db: Kysely<Schema>,
  viewer: Viewer,
  query: PageQuery,
): Promise<Page<AccountDetails>> {
  refuseWithout(viewer, 'inbox.view')
  const { limit = 50 } = query
  const after = readPageCursor(ById, query.cursor)
  const rows = await connectedAccounts(db, viewer.workspace_id)
    .$if(after !== null, (q) => q.where('id', '<', after![0]))
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, accountDetails, (row) => [row.id])
}

/** Refuses with `not_found`. */
export async function getAccount(db: Kysely<Schema>, viewer: Viewer, id: string): Promise<AccountDetails> {
  return accountDetails(await getRow(db, viewer, id))
}

/** How an account is doing. Counts stop at 10,000: after that the number changes nothing. */
export async function readAccountHealth(db: Kysely<Schema>, viewer: Viewer, id: string): Promise<AccountHealth> {
  const account = await getRow(db, viewer, id)
  const count = (source: RawBuilder<unknown>) => sql<number>`(
    select count(*) from (
      select from ${source} where j.platform = ${account.platform} and j.account_external_id = ${account.external_id}
      limit 10000
    ) counted)`
  const pending = sql`inbound_pending p join inbound_events j on j.id = p.inbound_event_id`
  const waitingForSomebody = (state: string) => sql`(select * from inbound_events where attention = ${state}) j`
  const { rows } = await sql<Pick<AccountHealth, 'pending' | 'failed' | 'unrecognised'>>`
    select ${count(pending)} as pending, ${count(waitingForSomebody('failed'))} as failed,
           ${count(waitingForSomebody('unrecognised'))} as unrecognised`.execute(db)
  return {
    status: account.status as AccountHealth['status'],
    status_reason: account.status_reason,
    last_event_at: account.last_event_at?.toISOString() ?? null,
    ...rows[0]!,
  }
}

function connectedAccounts(db: Kysely<Schema>, workspaceId: string) {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
}

async function getRow(db: Kysely<Schema>, viewer: Viewer, id: string): Promise<Account> {
  refuseWithout(viewer, 'inbox.view')
  const account = await connectedAccounts(db, viewer.workspace_id).where('id', '=', requireUuid(id)).executeTakeFirst()
  if (!account) throw new AppError('not_found', {})
  return account
}
