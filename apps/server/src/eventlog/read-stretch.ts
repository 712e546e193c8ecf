import type pg from 'pg'
import { type Bounds, boundsOf } from './bounds.ts'
import { type Entry, type EventRow, entryOf } from './entry.ts'

/** Positions after `after` that one reading covers. Counted in positions, not rows, so that no event is cut in two. */
export const STRETCH = 500

// Appends take their time stamp before they wait for the counter, and a clock may be set back a little: positions
// follow time only roughly. The bound lets PostgreSQL look into today's partition alone; where it hides something,
// the hole shows.
const SLACK_MS = 60 * 60_000

/** All events of a workspace in the next stretch of positions, with everybody who hears them, and the bounds. */
export async function readStretch(
  pool: pg.Pool,
  workspaceId: string,
  after: number,
  /** When the event at `after` was appended; null: look everywhere. */
  afterAt: number | null,
): Promise<{ bounds: Bounds; entries: Entry[] }> {
  const since = afterAt === null ? '-infinity' : new Date(afterAt - SLACK_MS)
  const { rows } = await pool.query<StretchRow>({
    name: 'eventlog-stretch',
    text: stretchSql,
    values: [workspaceId, after, after + STRETCH, since],
  })
  const bounds = boundsOf(rows)
  return { bounds, entries: rows[0]?.pos == null ? [] : gather(rows as FoundRow[]) }
}

type StretchRow = Bounds & { [K in keyof EventRow]: EventRow[K] | null } & { audience: string | null }
type FoundRow = EventRow & { audience: string }

/** One entry per position: its rows lie together, and the first of them alone carries the data. */
function gather(rows: FoundRow[]): Entry[] {
  const entries: Entry[] = []
  for (let i = 0; i < rows.length; ) {
    const first = rows[i]!
    const audiences: string[] = []
    for (; rows[i]?.pos === first.pos; i++) audiences.push(rows[i]!.audience)
    entries.push(entryOf(first, audiences))
  }
  return entries
}

const stretchSql = `
  select w.epoch, w.head, w.floor, e.*
  from workspaces w
  left join lateral (
    select pos, audience, at, id, conversation_id, type,
      case when lag(pos) over (order by pos, audience) is distinct from pos then data end::text as data
    from events
    where workspace_id = $1 and pos > $2 and pos <= $3 and at >= $4
    order by pos, audience
  ) e on true
  where w.id = $1`
