import { AppError, type MessageQuery, type MessageView, type Page } from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { readPageCursor, TimeAndId, TimeAndSeq, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { isUuid, requireUuid } from '../../db/uuid.ts'
import { visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { type Message, messageView, type SenderName } from './message.ts'

interface MessageRow extends Message {
  sender: SenderName
}

/** Messages, newest first: of one conversation in its own order, or of everything the viewer may see. */
export function listMessages(db: Kysely<Schema>, viewer: Viewer, query: MessageQuery): Promise<Page<MessageView>> {
  return query.conversation_id === undefined
    ? listEverywhere(db, viewer, query)
    : listThread(db, viewer, query.conversation_id, query)
}

/** A thread is ordered by (sent_at, seq): when it was said, and where the clock does not tell, when we heard of it. */
export async function listThread(
  db: Kysely<Schema>,
  viewer: Viewer,
  conversationId: string,
  query: Omit<MessageQuery, 'conversation_id'>,
): Promise<Page<MessageView>> {
  const { limit = 50 } = query
  const after = readPageCursor(TimeAndSeq, query.cursor)
  if (!isUuid(conversationId)) return { items: [], next_cursor: null }
  const place = after ? sql`and (m.sent_at, m.seq) < (${after[0]}::timestamptz, ${after[1]})` : sql``
  const { rows } = await sql<MessageRow>`
    select m.*, ${senderOf('m')} from messages m
    where m.conversation_id = ${conversationId}::uuid and m.account_id in (select id from (${wantedAccounts(viewer, query)}) wanted)
      ${filters(query)} ${place}
    order by m.sent_at desc, m.seq desc limit ${limit + 1}`.execute(db)
  return toPage(rows, limit, viewOf, (row) => [row.sent_at.toISOString(), row.seq])
}

// As with conversations, each account gives its own newest from the index, and the few that come of it are merged.
async function listEverywhere(db: Kysely<Schema>, viewer: Viewer, query: MessageQuery): Promise<Page<MessageView>> {
  const { limit = 50 } = query
  const after = readPageCursor(TimeAndId, query.cursor)
  const place = after ? sql`and (m.sent_at, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  const { rows } = await sql<MessageRow>`
    select page.*, ${senderOf('page')} from (
      select m.* from (${wantedAccounts(viewer, query)}) a
      cross join lateral (
        select m.* from messages m
        where m.account_id = a.id ${filters(query)} ${place}
        order by m.sent_at desc, m.id desc limit ${limit + 1}
      ) m order by m.sent_at desc, m.id desc limit ${limit + 1}
    ) page order by page.sent_at desc, page.id desc`.execute(db)
  return toPage(rows, limit, viewOf, (row) => [row.sent_at.toISOString(), row.id])
}

function wantedAccounts(viewer: Viewer, { platform }: Pick<MessageQuery, 'platform'>) {
  return sql`select * from (${visibleAccounts(viewer)}) visible ${platform === undefined ? sql`` : sql`where platform = ${platform}`}`
}

/** The message, if there is one that the viewer may see; unknown and forbidden answer alike. */
export async function getMessage(db: Kysely<Schema>, viewer: Viewer, id: string): Promise<MessageView> {
  const { rows } = await sql<MessageRow>`
    select m.*, ${senderOf('m')} from messages m join (${visibleAccounts(viewer)}) a on a.id = m.account_id
    where m.id = ${requireUuid(id)}`.execute(db)
  if (!rows[0]) throw new AppError('not_found', {})
  return viewOf(rows[0])
}

/** The newest messages of each of these conversations, for a snapshot. */
export async function newestMessages(
  db: Kysely<Schema>,
  conversationIds: readonly string[],
  each: number,
): Promise<MessageView[]> {
  if (conversationIds.length === 0 || each === 0) return []
  const { rows } = await sql<MessageRow>`
    select m.*, ${senderOf('m')} from unnest(${conversationIds}::uuid[]) as wanted (conversation_id)
    cross join lateral (
      select m.* from messages m where m.conversation_id = wanted.conversation_id
      order by m.sent_at desc, m.seq desc limit ${each}
    ) m`.execute(db)
  return rows.map(viewOf)
}

function viewOf({ sender, ...message }: MessageRow): MessageView {
  return messageView(message, sender)
}

function filters({ is_read, status }: MessageQuery): RawBuilder<unknown> {
  const parts = []
  if (is_read !== undefined)
    parts.push(sql`m.direction = 'inbound' and m.read_at is ${is_read ? sql`not null` : sql`null`}`)
  // In the text and not as a parameter: a partial index is only used where the planner sees the very value.
  if (status !== undefined) parts.push(sql`m.status = ${sql.lit(status)}`)
  return parts.length === 0 ? sql`` : sql`and ${sql.join(parts, sql` and `)}`
}

function senderOf(table: string) {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`case ${column('sender_kind')}
    when 'contact' then (select jsonb_build_object('name', p.name, 'avatar_url', p.avatar_url) from contacts p where p.id = ${column('sender_id')})
    when 'account' then (select jsonb_build_object('name', a.name, 'avatar_url', a.avatar_url) from accounts a where a.id = ${column('sender_id')})
    when 'member' then (select jsonb_build_object('name', b.name, 'avatar_url', b.avatar_url) from members b where b.id = ${column('sender_id')})
    else '{"name": null, "avatar_url": null}' end as sender`
}
