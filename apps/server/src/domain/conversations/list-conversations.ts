import type { ConversationQuery, ConversationView, Page } from '@switchboard/protocol'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import { readPageCursor, TimeAndId, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { presentLabels } from '../labels/index.ts'
import type { Viewer } from '../members/index.ts'
import { conditions, wantedAccounts } from './filters.ts'
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
  const before = after ? sql`and (c.sort_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  // In the text and not as a parameter: a plan that is kept for any limit is one for a tenth of the table.
  const most = sql.lit(limit + 1)
  const where = conditions(deps, viewer, query)
  const source =
    query.q === undefined ? newest(viewer, query, where, before, most) : named(viewer, query, where, before)
  const { rows } = await sql<ConversationRow>`${preparedFor(query)}
    with page as materialized (${source} order by c.sort_at desc, c.id desc limit ${most})
    select c.*, ${contactOf('c')}, ${presentLabels('c')} from page join conversations c on c.id = page.id
    order by page.sort_at desc, page.id desc`.execute(db)
  return toPage(
    rows,
    limit,
    (row) => viewOf(deps, row),
    (row) => [row.sort_at.toISOString(), row.id],
  )
}

function newest(viewer: Viewer, query: ConversationQuery, where: Sql, before: Sql, most: Sql): Sql {
  const shelves =
    query.is_archived === undefined ? sql`(values (false), (true))` : sql`(values (${query.is_archived}::boolean))`
  return sql`
    select c.id, c.sort_at from (${wantedAccounts(viewer, query)}) a
    cross join ${shelves} as shelf (is_archived)
    cross join lateral (
      select c.id, c.sort_at from conversations c
      where c.account_id = a.id and c.is_archived = shelf.is_archived and ${where} ${before}
      order by c.sort_at desc, c.id desc limit ${most}
    ) c`
}

function named(viewer: Viewer, query: ConversationQuery, where: Sql, before: Sql): Sql {
  const words = `%${query.q!.replace(/[\\%_]/g, '\\$&')}%`
  const archived = query.is_archived === undefined ? sql`` : sql`and c.is_archived = ${query.is_archived}`
  return sql`
    select c.id, c.sort_at from contacts p join conversations c on c.contact_id = p.id
    join (${wantedAccounts(viewer, query)}) a on a.id = c.account_id
    where p.workspace_id = ${viewer.workspace_id}
      and (coalesce(p.name, '') || ' ' || coalesce(p.username, '') || ' ' || coalesce(p.phone, '')) ilike ${words}
      and ${where} ${archived} ${before}`
}

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
