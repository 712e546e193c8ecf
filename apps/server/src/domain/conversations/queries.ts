import { AppError, type ContactSummary, type ConversationView } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
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

/** The conversation, if there is one that the viewer may see; unknown and forbidden answer alike. */
export async function getConversation(
  deps: ReadDeps,
  db: Kysely<Schema>,
  viewer: Viewer,
  id: string,
): Promise<ConversationView> {
  const { rows } = await sql<ConversationRow>`${prepared('get-conversation')}
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

/** Conversations by id as everybody sees them, for whoever has found them where the viewer may see them. */
export async function viewConversations(
  deps: ReadDeps,
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ConversationView>> {
  if (ids.length === 0) return new Map()
  const rows = await readConversations(db, ids)
  return new Map(rows.map((row) => [row.id, viewOf(deps, row)]))
}

/** Ids and platforms of the accounts whose conversations the viewer may see. */
export function visibleAccounts(viewer: Viewer) {
  return sql<{ id: string; platform: string }>`
    select id, platform from accounts
    where workspace_id = ${viewer.workspace_id} and removed_at is null and ${viewer.permissions.has('inbox.view')}`
}

export function contactOf(table: string) {
  return sql`(
    select jsonb_build_object('id', p.id, 'name', p.name, 'username', p.username, 'avatar_url', p.avatar_url, 'phone', p.phone)
    from contacts p where p.id = ${sql.ref(`${table}.contact_id`)}) as contact`
}
