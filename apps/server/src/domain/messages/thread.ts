import { AppError, type MessagePage, type MessageQuery } from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { prepared } from '../../db/bulk.ts'
import { NewerThan, pageCursor, readPageCursor, TimeAndSeq } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { isUuid, requireUuid } from '../../db/uuid.ts'
import type { Viewer } from '../members/index.ts'
import { filters, type MessageRow, senderOf, viewOf, wantedAccounts } from './message-row.ts'

/** Where a message stands in its thread. */
type Place = [sentAt: string, seq: number]

const ThreadCursor = Type.Union([TimeAndSeq, NewerThan])

/**
 * A page of a thread, newest first: its newest one, or one that a cursor leads to, in either direction. A thread is
 * ordered by (sent_at, seq): when it was said, and where the clock does not tell, when we heard of it.
 */
export async function listThread(
  db: Kysely<Schema>,
  viewer: Viewer,
  conversationId: string,
  query: Omit<MessageQuery, 'conversation_id' | 'around'>,
): Promise<MessagePage> {
  const { limit = 50 } = query
  const cursor = readPageCursor(ThreadCursor, query.cursor)
  if (!isUuid(conversationId)) return { items: [], next_cursor: null, prev_cursor: null }
  const isFiltered = query.platform !== undefined || query.is_read !== undefined || query.status !== undefined
  const thread = { conversationId, limit: limit + 1, where: visible(viewer, query), isFiltered }
  if (cursor === null) return olderPage(await readOlder(db, thread, null), limit, null)
  const place: Place = [cursor[0], cursor[1]]
  return cursor.length === 2
    ? olderPage(await readOlder(db, thread, place), limit, place)
    : newerPage(await readNewer(db, thread, place), limit, place)
}

/** The part of a thread around a message: half of it before, half of it after. */
export async function listAround(
  db: Kysely<Schema>,
  viewer: Viewer,
  messageId: string,
  { conversation_id, limit = 50 }: Pick<MessageQuery, 'conversation_id' | 'limit'>,
): Promise<MessagePage> {
  const { rows } = await sql<{ conversation_id: string; sent_at: Date; seq: number }>`
    select m.conversation_id, m.sent_at, m.seq from messages m
    where m.id = ${requireUuid(messageId)} and ${visible(viewer, {})}`.execute(db)
  const centre = rows[0]
  if (!centre || (conversation_id !== undefined && conversation_id !== centre.conversation_id)) {
    throw new AppError('not_found', {})
  }
  const place = placeOf(centre)
  const half = Math.floor(limit / 2)
  const thread = { conversationId: centre.conversation_id, where: visible(viewer, {}), isFiltered: false }
  const newer = newerPage(await readNewer(db, { ...thread, limit: half + 1 }, place), half, place)
  // With the message itself, which is not older than the place just after it.
  const older = await readOlder(db, { ...thread, limit: limit - half + 1 }, [place[0], place[1] + 1])
  const { items, next_cursor } = olderPage(older, limit - half, place)
  return { items: [...newer.items, ...items], next_cursor, prev_cursor: newer.prev_cursor }
}

interface Thread {
  conversationId: string
  limit: number
  where: RawBuilder<unknown>
  isFiltered: boolean
}

async function readOlder(db: Kysely<Schema>, thread: Thread, than: Place | null): Promise<MessageRow[]> {
  const place = than === null ? sql`true` : sql`(m.sent_at, m.seq) < (${than[0]}::timestamptz, ${than[1]})`
  return read(db, thread, than === null ? 'newest' : 'older', place, sql`desc`)
}

async function readNewer(db: Kysely<Schema>, thread: Thread, than: Place): Promise<MessageRow[]> {
  return read(db, thread, 'newer', sql`(m.sent_at, m.seq) > (${than[0]}::timestamptz, ${than[1]})`, sql`asc`)
}

/** What screens ask for, and one more. */
const commonLimits = new Set([21, 26, 51, 101])

async function read(
  db: Kysely<Schema>,
  { conversationId, limit, where, isFiltered }: Thread,
  which: string,
  place: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<MessageRow[]> {
  // With the limit in the text, because a plan that is kept for any limit is one for a tenth of the table.
  const isCommon = !isFiltered && commonLimits.has(limit)
  const { rows } = await sql<MessageRow>`${isCommon ? prepared(`thread-${which}-${limit}`) : sql``}
    select m.*, ${senderOf('m')} from messages m
    where m.conversation_id = ${conversationId}::uuid and ${where} and ${place}
    order by m.sent_at ${order}, m.seq ${order} limit ${sql.lit(limit)}`.execute(db)
  return rows
}

function olderPage(rows: MessageRow[], limit: number, than: Place | null): MessagePage {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const newest = shown[0] ? placeOf(shown[0]) : than
  return {
    items: shown.map(viewOf),
    next_cursor: rows.length > limit && last ? pageCursor(placeOf(last)) : null,
    prev_cursor: than && newest ? newerThan(newest) : null,
  }
}

/** Read from the old end: what was read last is the newest. */
function newerPage(rows: MessageRow[], limit: number, than: Place): MessagePage {
  const shown = rows.slice(0, limit).reverse()
  const oldest = shown.at(-1)
  return {
    items: shown.map(viewOf),
    next_cursor: pageCursor(oldest ? placeOf(oldest) : than),
    prev_cursor: rows.length > limit ? newerThan(shown[0] ? placeOf(shown[0]) : than) : null,
  }
}

function visible(viewer: Viewer, query: Omit<MessageQuery, 'conversation_id' | 'around'>) {
  return sql`m.account_id in (select id from (${wantedAccounts(viewer, query)}) wanted) ${filters(query)}`
}

function newerThan(place: Place): string {
  return pageCursor([...place, 'newer'])
}

function placeOf({ sent_at, seq }: { sent_at: Date; seq: number }): Place {
  return [sent_at.toISOString(), seq]
}
