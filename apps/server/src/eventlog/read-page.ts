import type pg from 'pg'
import { type Bounds, boundsOf } from './bounds.ts'
import { MAX_REPLAY } from './cursor.ts'
import { type Entry, type EventRow, entryOf } from './entry.ts'

export interface ViewerQuery {
  workspaceId: string
  /** The keys this viewer may hear. */
  audiences: readonly string[]
  after: number
}

/** The viewer's next events. All of theirs up to `upTo` are in the page, each of them once. */
export interface Page {
  bounds: Bounds
  events: Entry[]
  upTo: number
}

/**
 * Takes from the index, for each of the viewer's keys, the next `limit` rows and merges them by position, so that a
 * page costs what the viewer may hear and not what the workspace did. The bounds come from the same statement and so
 * from the same instant: what is not in a page that was not cut is not in the log.
 */
export async function readPage(pool: pg.Pool, query: ViewerQuery, limit: number): Promise<Page> {
  const { rows } = await pool.query<PageRow>({
    name: 'eventlog-page',
    text: pageSql,
    values: [query.workspaceId, query.audiences, query.after, limit],
  })
  const bounds = boundsOf(rows)
  const last = rows.at(-1)
  if (last?.pos == null) return { bounds, events: [], upTo: bounds.head }

  // Of an event that the viewer hears twice, one row is enough, so it does not matter if the cut is between the two.
  const found = rows as (PageRow & EventRow)[]
  const events = found.filter((row, i) => row.pos !== found[i - 1]?.pos).map((row) => entryOf(row, []))
  return { bounds, events, upTo: rows.length === limit ? last.pos : bounds.head }
}

/** How much lies before a viewer, counted to one more than MAX_REPLAY at most. */
export async function readStanding(pool: pg.Pool, query: ViewerQuery): Promise<{ bounds: Bounds; behind: number }> {
  const { rows } = await pool.query<Bounds & { behind: number }>({
    name: 'eventlog-standing',
    text: standingSql,
    values: [query.workspaceId, query.audiences, query.after, MAX_REPLAY + 1],
  })
  return { bounds: boundsOf(rows), behind: rows[0]!.behind }
}

type PageRow = Bounds & { [K in keyof EventRow]: EventRow[K] | null }

// `data` is cast outside, so that only the rows of the page are turned to text.
const pageSql = `
  select w.epoch, w.head, w.floor, e.pos, e.at, e.id, e.conversation_id, e.type, e.data::text as data
  from workspaces w
  left join lateral (
    select heard.*
    from unnest($2::text[]) as key (audience)
    cross join lateral (
      select pos, at, id, conversation_id, type, data from events
      where workspace_id = $1 and audience = key.audience and pos > $3
      order by pos limit $4
    ) heard
    order by heard.pos limit $4
  ) e on true
  where w.id = $1
  order by e.pos`

const standingSql = `
  select w.epoch, w.head, w.floor, (
    select count(*)::int from (
      select from unnest($2::text[]) as key (audience)
      cross join lateral (
        select from events where workspace_id = $1 and audience = key.audience and pos > $3 limit $4
      ) heard
      limit $4
    ) counted
  ) as behind
  from workspaces w
  where w.id = $1`
