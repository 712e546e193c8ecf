import { AppError, type MessagePage, type MessageQuery, type MessageView, type Page } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import { readPageCursor, TimeAndId, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { requireUuid } from '../../db/uuid.ts'
import { visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { filters, type MessageRow, senderOf, viewOf, wantedAccounts } from './message-row.ts'
import { listAround, listThread } from './thread.ts'

/** Messages, newest first: of one conversation in its own order, or of everything the viewer may see. */
export async function listMessages(db: Kysely<Schema>, viewer: Viewer, query: MessageQuery): Promise<MessagePage> {
  if (query.around !== undefined) return listAround(db, viewer, query.around, query)
  if (query.conversation_id !== undefined) return listThread(db, viewer, query.conversation_id, query)
  return { ...(await listEverywhere(db, viewer, query)), prev_cursor: null }
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

/** Messages by id, for whoever has found them where the viewer may see them. */
export async function listMessagesById(db: Kysely<Schema>, ids: readonly string[]): Promise<Map<string, MessageView>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<MessageRow>`${prepared('list-messages-by-id')}
    select m.*, ${senderOf('m')} from messages m where m.id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, viewOf(row)]))
}
