import type { ConversationQuery, ConversationView, Page } from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import { readPageCursor, TimeAndId, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { presentLabels } from '../labels/index.ts'
import type { Viewer } from '../members/index.ts'
import { type Filters, filtersOf, wantedAccounts } from './filters.ts'
import { type ConversationRow, contactOf, type ReadDeps, viewOf } from './queries.ts'

type Sql = RawBuilder<unknown>

/**
 * A page of the inbox, newest activity first. Each account the viewer may see gives its own newest from the index, and
 * the few that come of it are merged: the cost does not depend on how many conversations there are. Rows are only read
 * once it is known which of them the page shows.
 */
export async function listConversations(
  deps: ReadDeps,
  db: Kysely<Schema>,
  viewer: Viewer,
  query: ConversationQuery,
): Promise<Page<ConversationView>> {
  const { limit = 50 } = query
  const after = readPageCursor(TimeAndId, query.cursor)
  const asked: Asked = {
    viewer,
    query,
    limit,
    filters: filtersOf(deps, viewer, query),
    before: after ? sql`and (c.sort_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``,
  }
  const rows = (await walkNewest(db, asked)) ?? (await read(db, asked))
  return toPage(
    rows,
    limit,
    (row) => viewOf(deps, row),
    (row) => [row.sort_at.toISOString(), row.id],
  )
}

interface Asked {
  readonly viewer: Viewer
  readonly query: ConversationQuery
  readonly limit: number
  readonly filters: Filters
  /** The place where the page begins, as a condition. */
  readonly before: Sql
}

async function read(db: Kysely<Schema>, asked: Asked): Promise<ConversationRow[]> {
  const { query, limit } = asked
  const source = query.q === undefined ? newest(asked) : named(asked)
  const { rows } = await sql<ConversationRow>`${preparedFor(query)}
    with page as materialized (${source} order by c.sort_at desc, c.id desc limit ${oneMore(limit)})
    select c.*, ${contactOf('c')}, ${presentLabels('c')} from page join conversations c on c.id = page.id
    order by page.sort_at desc, page.id desc`.execute(db)
  return rows
}

// In the text and not as a parameter: a plan that is kept for any limit is one for a tenth of the table.
const oneMore = (limit: number) => sql.lit(limit + 1)

/** Of each account and shelf. */
const walked = 1_000

/**
 * Filters that go together are tried on the newest conversations first: how many conversations have all of it the planner
 * cannot tell, and gathers and sorts thousands where the newest hundreds would have done. What is not found there is rare
 * enough for that. Null where the page is not to be found so.
 */
async function walkNewest(db: Kysely<Schema>, asked: Asked): Promise<ConversationRow[] | null> {
  const { viewer, query, limit, before, filters } = asked
  if (filters.ordered.length + filters.others.length < 2 || query.q !== undefined) return null
  const { rows } = await sql<ConversationRow & { frontier: Date | null }>`
    with walked as materialized (
      select c.* from (${wantedAccounts(viewer, query)}) a cross join ${shelvesOf(query)} as shelf (is_archived)
      cross join lateral (
        select c.id, c.account_id, c.is_archived, c.sort_at, c.unread_count, c.assignee_id, c.labels, c.last_inbound_at
        from conversations c
        where c.account_id = a.id and c.is_archived = shelf.is_archived and ${all(filters.ordered)} ${before}
        order by c.sort_at desc, c.id desc limit ${sql.lit(walked)}
      ) c
    ), page as materialized (
      select c.id, c.sort_at from walked c join accounts a on a.id = c.account_id where ${all(filters.others)}
      order by c.sort_at desc, c.id desc limit ${oneMore(limit)}
    )
    select c.*, ${contactOf('c')}, ${presentLabels('c')}, (
      select max(oldest) from (
        select min(sort_at) as oldest from walked group by account_id, is_archived having count(*) = ${sql.lit(walked)}
      ) unfinished) as frontier
    from page join conversations c on c.id = page.id order by page.sort_at desc, page.id desc`.execute(db)
  const last = rows[limit] ?? rows.at(-1)
  if (!last) return null
  const isWhole = last.frontier === null || (rows.length > limit && last.sort_at > last.frontier)
  return isWhole ? rows : null
}

function newest({ viewer, query, filters, before, limit }: Asked): Sql {
  return sql`
    select c.id, c.sort_at from (${wantedAccounts(viewer, query)}) a
    cross join ${shelvesOf(query)} as shelf (is_archived)
    cross join lateral (
      select c.id, c.sort_at from conversations c
      where c.account_id = a.id and c.is_archived = shelf.is_archived
        and ${all([...filters.ordered, ...filters.others])} ${before}
      order by c.sort_at desc, c.id desc limit ${oneMore(limit)}
    ) c`
}

function shelvesOf({ is_archived }: ConversationQuery): Sql {
  return is_archived === undefined ? sql`(values (false), (true))` : sql`(values (${is_archived}::boolean))`
}

function named({ viewer, query, filters, before }: Asked): Sql {
  const words = `%${query.q!.replace(/[\\%_]/g, '\\$&')}%`
  const archived = query.is_archived === undefined ? sql`` : sql`and c.is_archived = ${query.is_archived}`
  return sql`
    select c.id, c.sort_at from contacts p join conversations c on c.contact_id = p.id
    join (${wantedAccounts(viewer, query)}) a on a.id = c.account_id
    where p.workspace_id = ${viewer.workspace_id}
      and (coalesce(p.name, '') || ' ' || coalesce(p.username, '') || ' ' || coalesce(p.phone, '')) ilike ${words}
      and ${all([...filters.ordered, ...filters.others])} ${archived} ${before}`
}

const all = (conditions: readonly Sql[]) => (conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `))

const commonLimits = new Set([20, 25, 50, 100])

/** What is asked for all day is planned once per connection; planning it costs more than reading it. */
function preparedFor(query: ConversationQuery): Sql {
  const { limit = 50, cursor, platform, account_id, is_archived, unread, ...others } = query
  if (!commonLimits.has(limit) || Object.values(others).some((value) => value !== undefined)) return sql``
  const asked = { cursor, platform, account_id, is_archived }
  const parts = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return prepared(
    ['list-conversations', limit, ...parts, ...(unread === undefined ? [] : [`unread-${unread}`])].join('-'),
  )
}
