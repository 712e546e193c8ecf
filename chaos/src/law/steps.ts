import type pg from 'pg'

/** One step of a client's store: what it applied, and where it stood afterwards. */
export interface Step {
  cursor: string
  by: 'events' | 'heartbeat' | 'snapshot'
  event_ids: string[]
}

/** An event of a workspace's log and who may hear it. */
export interface Logged {
  pos: number
  id: string
  audiences: readonly string[]
}

export interface Trespasses {
  /** Events that a client may hear and went past without applying them. */
  skipped: number
  applied_twice: number
  /** Events and cursors that came before something that is older. */
  out_of_order: number
  /** Events that a client applied and may not hear, or that are not in the log. */
  foreign: number
}

export const noTrespasses: Trespasses = { skipped: 0, applied_twice: 0, out_of_order: 0, foreign: 0 }

/**
 * Holds the steps of one client against the log: between two cursors it must have applied exactly the events that lie
 * there and that it may hear, in their order. A snapshot begins anew.
 */
export function findTrespasses(steps: readonly Step[], heard: readonly Logged[]): Trespasses {
  const found = { ...noTrespasses }
  const positions = new Map(heard.map(({ id, pos }) => [id, pos]))
  const applied = new Set<string>()
  let reached: number | null = null

  for (const { cursor, by, event_ids } of steps) {
    const pos = positionOf(cursor)
    if (by === 'snapshot' || reached === null) {
      // Without a state there is nothing that events could be applied to.
      if (by !== 'snapshot') found.out_of_order += 1
      applied.clear()
      reached = pos
      continue
    }
    if (pos < reached) found.out_of_order += 1
    let last = reached
    for (const id of event_ids) {
      const at = positions.get(id)
      if (at === undefined) found.foreign += 1
      else if (applied.has(id) || at <= reached) found.applied_twice += 1
      else if (at <= last || at > pos) found.out_of_order += 1
      applied.add(id)
      last = Math.max(last, at ?? last)
    }
    for (const { id } of between(heard, reached, pos)) if (!applied.has(id)) found.skipped += 1
    reached = Math.max(reached, pos)
  }
  return found
}

/** What a member may hear: their workspace, themselves, and the inbox with its accounts or what guests hear. */
export function heardBy(
  log: readonly Logged[],
  { workspaceId, memberId, seesInbox }: { workspaceId: string; memberId: string; seesInbox: boolean },
): Logged[] {
  const side = seesInbox ? 'inbox' : 'guests'
  const own = new Set([`workspace:${workspaceId}`, `member:${memberId}`, `${side}:${workspaceId}`])
  return log.filter(({ audiences }) =>
    audiences.some((audience) => own.has(audience) || (seesInbox && /^(account|inbox):/.test(audience))),
  )
}

export async function readLog(audit: pg.Client, workspaceId: string): Promise<Logged[]> {
  const { rows } = await audit.query<{ pos: string; id: string; audiences: string[] }>(
    `select pos, min(id::text) as id, array_agg(audience) as audiences from events
     where workspace_id = $1 group by pos order by pos`,
    [workspaceId],
  )
  return rows.map(({ pos, id, audiences }) => ({ pos: Number(pos), id, audiences }))
}

/** Past the interface, as the queries are: to a client a cursor is opaque. Its last eight characters are the position. */
export function positionOf(cursor: string): number {
  return Buffer.from(cursor.slice(-8), 'base64url').readUIntBE(0, 6)
}

/** The events after one position and up to another. */
function between(log: readonly Logged[], after: number, upTo: number): Logged[] {
  const start = indexAfter(log, after)
  return log.slice(start, Math.max(start, indexAfter(log, upTo)))
}

function indexAfter(log: readonly Logged[], pos: number): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (log[middle]!.pos <= pos) low = middle + 1
    else high = middle
  }
  return low
}
