import { type Kysely, type RawBuilder, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Schema } from '../../db/schema.ts'
import { anyShelf, type IndexQuery, indexQueryOf, isWanted, patternsOf, type Searchable } from './lexemes.ts'
import type { State, Wanted } from './read-query.ts'

/** Where a message stands among all of them: when it was said, and its id. */
export interface Place {
  readonly sent_at: Date
  readonly id: string
}

export interface Asked {
  readonly workspaceId: string
  readonly accountIds: readonly string[]
  readonly wanted: Wanted
  /** Only in these conversations. */
  readonly conversationIds: readonly string[] | null
  readonly before: Place | null
  readonly limit: number
  /** After so long a page is given out as far as it has come: the next one goes on there. */
  readonly patience_ms?: number
}

export interface Found {
  readonly places: readonly Place[]
  /** Where to go on; null: there is nothing more. */
  readonly next: Place | null
}

interface ShelfRow {
  name: string
  newest: Date
}

/** Shelves are visited a few at a time, and ever more of them while nothing is found. */
const first = 2
const growth = 4
const last: string = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Messages newest first. The newest shelves are visited first, and the walk ends as soon as what is left is older than
 * what the page shows: a word that is in half of all messages costs a shelf, and a word that is nowhere a short visit of
 * each. What is not indexed yet is read and tested.
 */
export async function findMessages(db: Kysely<Schema>, asked: Asked): Promise<Found> {
  const query = indexQueryOf(asked.wanted)
  if (query === null || asked.accountIds.length === 0 || asked.conversationIds?.length === 0) return nothing
  const fresh = await readUnindexed(db, asked.workspaceId)
  const found: Place[] = await findAmong(db, asked, fresh)
  if (asked.conversationIds && (await areShort(db, asked.conversationIds))) {
    found.push(...(await findInThreads(db, asked, asked.conversationIds, patternsOf(asked.wanted), fresh)))
    return upTo(found, asked.limit)
  }
  return walkShelves(db, asked, query, fresh, found)
}

async function walkShelves(
  db: Kysely<Schema>,
  asked: Asked,
  query: IndexQuery,
  fresh: readonly Fresh[],
  found: Place[],
): Promise<Found> {
  const { patience_ms = 100 } = asked
  const began = performance.now()
  const shelves = await listShelves(db, asked)
  let at = 0
  let many = first
  while (at < shelves.length) {
    found.push(...(await visitShelves(db, asked, query, fresh, shelves.slice(at, at + many))))
    found.sort(newestFirst)
    at += many
    many = Math.min(many * growth, mostAtOnce(asked))
    const next = shelves[at]
    if (!next || isSettled(found, asked.limit, next)) break
    if (performance.now() - began > patience_ms && isFurther(next, asked.before))
      return asFarAs(found, next, asked.limit)
  }
  return upTo(found, asked.limit)
}

function upTo(found: Place[], limit: number): Found {
  const places = found.sort(newestFirst).slice(0, limit)
  return { places, next: found.length > limit ? places.at(-1)! : null }
}

const nothing: Found = { places: [], next: null }

/** Every answer is newer than anything on the shelves that are left. */
function isSettled(found: readonly Place[], limit: number, next: ShelfRow): boolean {
  const lastShown = found[limit] // one more than is shown tells that there is more
  return lastShown !== undefined && lastShown.sent_at > next.newest
}

function isFurther(next: ShelfRow, before: Place | null): boolean {
  return before === null || next.newest < before.sent_at
}

/** What is known to be complete: all that is newer than the newest of the shelves that are left. */
function asFarAs(found: readonly Place[], { newest }: ShelfRow, limit: number): Found {
  const places = found.filter(({ sent_at }) => sent_at > newest).slice(0, limit)
  const lastShown = places.length === limit ? places.at(-1)! : { sent_at: newest, id: last }
  return { places, next: lastShown }
}

function newestFirst(a: Place, b: Place): number {
  return b.sent_at.getTime() - a.sent_at.getTime() || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

/** Where conversations have to be looked at as well, a shelf costs so much more that fewer are visited at once. */
function mostAtOnce({ wanted, conversationIds }: Asked): number {
  return wanted.is.length > 0 || conversationIds !== null ? 8 : 256
}

async function listShelves(db: Kysely<Schema>, { workspaceId, before, wanted }: Asked): Promise<ShelfRow[]> {
  const until = before?.sent_at ?? null
  const { rows } = await sql<ShelfRow>`${prepared('search-shelves')}
    select name, newest from search_shelves
    where workspace_id = ${workspaceId} and size > 0
      and (${until}::timestamptz is null or oldest <= ${until}::timestamptz)
      and (${wanted.before}::timestamptz is null or oldest < ${wanted.before}::timestamptz)
      and (${wanted.after}::timestamptz is null or newest >= ${wanted.after}::timestamptz)
    order by newest desc`.execute(db)
  return rows
}

async function visitShelves(
  db: Kysely<Schema>,
  asked: Asked,
  { lexemes, phrases }: IndexQuery,
  fresh: readonly Fresh[],
  shelves: readonly ShelfRow[],
): Promise<Place[]> {
  const most = sql.lit(asked.limit + 1)
  const conditions = [...conditionsOf(asked, fresh), ...phrases.map((phrase) => sql`w.words like ${phrase}`)]
  if (asked.conversationIds) conditions.push(sql`w.conversation_id = any(${asked.conversationIds}::uuid[])`)
  const { rows } = await sql<Place>`
    select hit.id, hit.sent_at from unnest(${shelves.map(({ name }) => name)}::text[]) as visited (shelf)
    cross join lateral (
      select w.message_id as id, w.sent_at from (
        select w.message_id, w.conversation_id, w.sent_at from message_words w
        where replace(rtrim(w.words), ' ', ' ' || w.shelf)::tsvector
            @@ replace(${lexemes}, ${sql.lit(anyShelf)}, visited.shelf)::tsquery
          and ${sql.join(conditions, sql` and `)}
        order by w.sent_at desc, w.message_id desc ${asked.wanted.is.length > 0 ? sql`offset 0` : sql``}
      ) w where ${isInState(asked.wanted)} limit ${most}
    ) hit order by hit.sent_at desc, hit.id desc limit ${most}`.execute(db)
  return rows
}

/** Messages in all of these conversations together up to which it is cheaper to read them than to ask the index. */
const shortThreads = 20_000

async function areShort(db: Kysely<Schema>, conversationIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ messages: number }>`
    select coalesce(sum(last_seq), 0)::int8 as messages from conversations
    where id = any(${conversationIds}::uuid[])`.execute(db)
  return rows[0]!.messages <= shortThreads
}

async function findInThreads(
  db: Kysely<Schema>,
  asked: Asked,
  conversationIds: readonly string[],
  patterns: readonly string[],
  fresh: readonly Fresh[],
): Promise<Place[]> {
  const most = sql.lit(asked.limit + 1)
  const conditions = [...conditionsOf(asked, fresh), ...patterns.map((pattern) => sql`w.words like ${pattern}`)]
  const since = asked.before ? sql`and m.sent_at <= ${asked.before.sent_at}` : sql``
  const { rows } = await sql<Place>`
    select hit.id, hit.sent_at from unnest(${conversationIds}::uuid[]) as thread (id)
    cross join lateral (
      select w.message_id as id, w.sent_at from messages m join message_words w on w.message_id = m.id
      where m.conversation_id = thread.id ${since} and ${sql.join(conditions, sql` and `)} and ${isInState(asked.wanted)}
      order by m.sent_at desc, m.id desc limit ${most}
    ) hit order by hit.sent_at desc, hit.id desc limit ${most}`.execute(db)
  return rows
}

function conditionsOf({ accountIds, wanted, before }: Asked, fresh: readonly Fresh[]): RawBuilder<unknown>[] {
  return [
    sql`w.account_id = any(${accountIds}::uuid[])`,
    ...(before ? [sql`(w.sent_at, w.message_id) < (${before.sent_at}::timestamptz, ${before.id}::uuid)`] : []),
    ...(wanted.before ? [sql`w.sent_at < ${wanted.before}`] : []),
    ...(wanted.after ? [sql`w.sent_at >= ${wanted.after}`] : []),
    ...(fresh.length > 0 ? [sql`w.message_id <> all(${fresh.map(({ id }) => id)}::uuid[])`] : []),
  ]
}

/** Looked up for one after the other, newest first, until there are enough. */
function isInState({ is }: Wanted): RawBuilder<unknown> {
  if (is.length === 0) return sql`true`
  return sql`exists (select from conversations c where c.id = w.conversation_id and ${inState(is)})`
}

const stateSql: Record<State, RawBuilder<unknown>> = {
  unread: sql`c.unread_count > 0`,
  archived: sql`c.is_archived`,
  assigned: sql`c.assignee_id is not null`,
  unassigned: sql`c.assignee_id is null`,
}

export function inState(states: readonly State[]): RawBuilder<unknown> {
  return states.length === 0
    ? sql`true`
    : sql.join(
        states.map((state) => stateSql[state]),
        sql` and `,
      )
}

/** A message that came or changed since the index was last written. */
interface Fresh extends Searchable, Place {
  conversation_id: string
  account_id: string | null
  deleted_at: Date | null
}

/** In a flood the index falls behind; what is beyond this is found when it has caught up. */
const freshAtMost = 2_000

async function readUnindexed(db: Kysely<Schema>, workspaceId: string): Promise<Fresh[]> {
  const { rows } = await sql<{ pos: number }>`${prepared('search-behind')}
    select coalesce(p.pos, 0) as pos from workspaces w left join search_progress p on p.workspace_id = w.id
    where w.id = ${workspaceId} and w.head > coalesce(p.pos, 0)`.execute(db)
  if (!rows[0]) return []
  const { rows: fresh } = await sql<Fresh>`${prepared('search-unindexed')}
    select id, conversation_id, account_id, platform, text, attachments, sent_at, deleted_at from messages
    where id in (
      select (data ->> 'id')::uuid from (
        select type, data from events where workspace_id = ${workspaceId} and pos > ${rows[0].pos}
        order by pos desc limit ${sql.lit(freshAtMost)}
      ) e where type in ('new_message', 'message_updated', 'message_deleted'))`.execute(db)
  return fresh
}

async function findAmong(db: Kysely<Schema>, asked: Asked, fresh: readonly Fresh[]): Promise<Place[]> {
  const { wanted, before, conversationIds } = asked
  const accounts = new Set(asked.accountIds)
  const matching = fresh.filter(
    (message) =>
      message.deleted_at === null &&
      message.account_id !== null &&
      accounts.has(message.account_id) &&
      (conversationIds === null || conversationIds.includes(message.conversation_id)) &&
      (before === null || newestFirst(before, message) < 0) &&
      (wanted.before === null || message.sent_at < wanted.before) &&
      (wanted.after === null || message.sent_at >= wanted.after) &&
      isWanted(message, wanted),
  )
  if (matching.length === 0 || wanted.is.length === 0) return matching
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    where c.id = any(${matching.map(({ conversation_id }) => conversation_id)}::uuid[]) and ${inState(wanted.is)}`.execute(
    db,
  )
  const standing = new Set(rows.map(({ id }) => id))
  return matching.filter(({ conversation_id }) => standing.has(conversation_id))
}
