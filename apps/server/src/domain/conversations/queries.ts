import {
  AppError,
  type ContactSummary,
  type ConversationQuery,
  type ConversationView,
  type Page,
} from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { readPageCursor, TimeAndId, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { isUuid, requireUuid } from '../../db/uuid.ts'
import { presentLabels } from '../labels/index.ts'
import type { Viewer } from '../members/index.ts'
import { type Conversation, conversationView } from './conversation.ts'
import type { ReplyWindows } from './reply-policy.ts'

export interface ReadDeps {
  now(): Date
  replyWindows: ReplyWindows
}

export interface ConversationRow extends Conversation {
  contact: ContactSummary | null
}

export function viewOf(
  { replyWindows, now }: ReadDeps,
  { contact, ...conversation }: ConversationRow,
): ConversationView {
  return conversationView(replyWindows, conversation, contact, now())
}

/**
 * A page of the inbox, newest activity first. Each account the viewer may see gives its own newest from the index, and
 * the few that come of it are merged: the cost does not depend on how many conversations there are.
 */
export async function listConversations(
  deps: ReadDeps,
  db: Kysely<Schema>,
  viewer: Viewer,
  query: ConversationQuery,
): Promise<Page<ConversationView>> {
  const { limit = 50 } = query
  const after = readPageCursor(TimeAndId, query.cursor)
  const before = after ? sql`and (c.sort_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  const source = query.q === undefined ? newest(viewer, query, before) : named(viewer, query, before)
  const { rows } = await sql<ConversationRow>`
    select page.*, ${contactOf('page')}, ${presentLabels('page')} from (${source} order by c.sort_at desc, c.id desc limit ${limit + 1}) page
    order by page.sort_at desc, page.id desc`.execute(db)
  return toPage(
    rows,
    limit,
    (row) => viewOf(deps, row),
    (row) => [row.sort_at.toISOString(), row.id],
  )
}

/** The conversation, if there is one that the viewer may see; unknown and forbidden answer alike. */
export async function getConversation(
  deps: ReadDeps,
  db: Kysely<Schema>,
  viewer: Viewer,
  id: string,
): Promise<ConversationView> {
  const { rows } = await sql<ConversationRow>`
    select c.*, ${contactOf('c')}, ${presentLabels('c')} from conversations c join (${visibleAccounts(viewer)}) a on a.id = c.account_id
    where c.id = ${requireUuid(id)}`.execute(db)
  if (!rows[0]) throw new AppError('not_found', {})
  return viewOf(deps, rows[0])
}

/** Conversations with these contacts, newest activity first; beyond fifty they are old. */
export async function listConversationsWith(
  deps: ReadDeps,
  db: Kysely<Schema>,
  viewer: Viewer,
  contactIds: readonly string[],
): Promise<ConversationView[]> {
  const { rows } = await sql<ConversationRow>`
    select c.*, ${contactOf('c')}, ${presentLabels('c')}
    from conversations c join (${visibleAccounts(viewer)}) a on a.id = c.account_id
    where c.contact_id = any(${contactIds}::uuid[]) order by c.sort_at desc, c.id desc limit 50`.execute(db)
  return rows.map((row) => viewOf(deps, row))
}

/** Who hears of a conversation, as audience keys of the log; null if there is none that the viewer may see. */
export async function audiencesOfConversation(
  db: Kysely<Schema>,
  viewer: Viewer,
  id: string,
): Promise<string[] | null> {
  if (!isUuid(id)) return null
  const { rows } = await sql<{ account_id: string }>`
    select c.account_id from conversations c join (${visibleAccounts(viewer)}) a on a.id = c.account_id
    where c.id = ${id}`.execute(db)
  return rows[0] ? [`account:${rows[0].account_id}`] : null
}

/** Conversations by id, as rows: for commands that have changed them and announce what they are now. */
export async function readConversations(db: Kysely<Schema>, ids: readonly string[]): Promise<ConversationRow[]> {
  const { rows } = await sql<ConversationRow>`
    select c.*, ${contactOf('c')}, ${presentLabels('c')} from conversations c where c.id = any(${ids}::uuid[]) order by c.id`.execute(
    db,
  )
  return rows
}

/** The same as everybody sees them, by id. */
export async function viewConversations(
  deps: ReadDeps,
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ConversationView>> {
  const rows = await readConversations(db, ids)
  return new Map(rows.map((row) => [row.id, viewOf(deps, row)]))
}

/** Ids and platforms of the accounts whose conversations the viewer may see. */
export function visibleAccounts(viewer: Viewer) {
  return sql<{ id: string; platform: string }>`
    select id, platform from accounts
    where workspace_id = ${viewer.workspace_id} and removed_at is null and ${viewer.permissions.has('inbox.view')}`
}

function newest(viewer: Viewer, query: ConversationQuery, before: ReturnType<typeof sql>) {
  const archived =
    query.is_archived === undefined ? sql`(values (false), (true))` : sql`(values (${query.is_archived}::boolean))`
  return sql`
    select c.* from (${wantedAccounts(viewer, query)}) a
    cross join ${archived} as shelf (is_archived)
    cross join lateral (
      select c.* from conversations c
      where c.account_id = a.id and c.is_archived = shelf.is_archived ${unread(query)} ${before}
      order by c.sort_at desc, c.id desc limit ${(query.limit ?? 50) + 1}
    ) c`
}

function named(viewer: Viewer, query: ConversationQuery, before: ReturnType<typeof sql>) {
  const words = `%${query.q!.replace(/[\\%_]/g, '\\$&')}%`
  const archived = query.is_archived === undefined ? sql`` : sql`and c.is_archived = ${query.is_archived}`
  return sql`
    select c.* from contacts p join conversations c on c.contact_id = p.id
    where p.workspace_id = ${viewer.workspace_id}
      and (coalesce(p.name, '') || ' ' || coalesce(p.username, '') || ' ' || coalesce(p.phone, '')) ilike ${words}
      and c.account_id in (select id from (${wantedAccounts(viewer, query)}) wanted) ${archived} ${unread(query)} ${before}`
}

function wantedAccounts(viewer: Viewer, { platform, account_id }: ConversationQuery) {
  const known = account_id === undefined || isUuid(account_id)
  return sql`select * from (${visibleAccounts(viewer)}) visible
    where ${platform === undefined ? sql`true` : sql`visible.platform = ${platform}`}
      and ${account_id === undefined ? sql`true` : known ? sql`visible.id = ${account_id}::uuid` : sql`false`}`
}

function unread({ unread }: ConversationQuery) {
  if (unread === undefined) return sql``
  return unread ? sql`and c.unread_count > 0` : sql`and c.unread_count = 0`
}

function contactOf(table: string) {
  return sql`(
    select jsonb_build_object('id', p.id, 'name', p.name, 'username', p.username, 'avatar_url', p.avatar_url, 'phone', p.phone)
    from contacts p where p.id = ${sql.ref(`${table}.contact_id`)}) as contact`
}
