import { createHash } from 'node:crypto'
import type { PlatformName } from '@switchboard/platform-kit'
import { arrayOf, type ElementType } from '../db/array-of.ts'
import { type Db, isConnectionLost, type Statement, send, type Tx } from '../db/database.ts'
import type { NewInboundItem } from './inbound-item.ts'

/**
 * The table of what came in. Invariants: a row is committed before its webhook is answered; one row per item, however
 * often it is delivered; a row is `pending` exactly as long as `inbound_pending` names it, and leaves both in the very
 * transaction that applies it.
 */
export interface Journal {
  /** Resolves once the items are committed, with those that were new. Calls that overlap share a commit. */
  keep(items: readonly NewInboundItem[]): Promise<NewInboundItem[]>
}

export interface PendingRow {
  id: string
  platform: PlatformName
  account_external_id: string
  thread: string | null
  raw: unknown
  attempts: number
  received_at: Date
}

interface Waiting {
  items: readonly NewInboundItem[]
  resolve(kept: NewInboundItem[]): void
  reject(error: unknown): void
}

export interface JournalHooks {
  onCommit(items: number): void
}

/**
 * Group commit: a lone webhook waits for nobody, and those that arrive during a commit share the next one. `most` items
 * bound the statement, so that one flood does not keep the others waiting.
 */
export function openJournal(db: Db, hooks: JournalHooks, { most = 500 } = {}): Journal {
  let waiting: Waiting[] = []
  let isCommitting = false

  function take(): Waiting[] {
    let items = 0
    let n = 0
    while (n < waiting.length && (n === 0 || items + waiting[n]!.items.length <= most))
      items += waiting[n++]!.items.length
    const taken = waiting.slice(0, n)
    waiting = waiting.slice(n)
    return taken
  }

  async function drain() {
    isCommitting = true
    while (waiting.length > 0) await commit(take())
    isCommitting = false
  }

  async function commit(calls: readonly Waiting[]): Promise<void> {
    try {
      const items = calls.flatMap((call) => call.items)
      const fresh = new Set(await insert(db, items))
      hooks.onCommit(items.length)
      for (const call of calls) call.resolve(call.items.filter((item) => fresh.has(item.id)))
    } catch (error) {
      if (calls.length === 1 || isConnectionLost(error)) {
        for (const call of calls) call.reject(error)
        return
      }
      // Nobody pays for a neighbour: each webhook is tried on its own.
      for (const call of calls) await commit([call])
    }
  }

  return {
    keep(items) {
      return new Promise((resolve, reject) => {
        waiting.push({ items, resolve, reject })
        if (!isCommitting) void drain()
      })
    },
  }
}

async function insert(db: Db, items: readonly NewInboundItem[]): Promise<string[]> {
  const list = (type: ElementType, pick: (item: NewInboundItem) => string | null) => arrayOf(type, items.map(pick))
  const { rows } = await db.pool.query<{ id: string }>({
    name: 'journal-keep',
    text: `
      with kept as (
        insert into inbound_events (id, platform, account_external_id, item_key, thread, raw, workspace_id, account_id)
        select item.id, item.platform, item.account_external_id, item_key, thread, raw, a.workspace_id, a.id
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::json[])
          as item (id, platform, account_external_id, item_key, thread, raw)
        left join accounts a on a.platform = item.platform and a.external_id = item.account_external_id
          and a.removed_at is null
        on conflict (platform, account_external_id, item_key) do nothing
        returning id
      )
      insert into inbound_pending (inbound_event_id, next_attempt_at)
      select id, now() + interval '10 seconds' from kept
      returning inbound_event_id as id`,
    values: [
      list('uuid', (item) => item.id),
      list('text', (item) => item.platform),
      list('text', (item) => bounded(item.account_external_id ?? '')),
      list('text', (item) => bounded(item.key)),
      list('text', (item) => item.thread),
      list('json', (item) => JSON.stringify(item.raw)),
    ],
  })
  return rows.map((row) => row.id)
}

/** What stands in an index has to fit into one: no id of a platform is this long, but a signed body may say so. */
export function bounded(id: string): string {
  return id.length <= 400 ? id : `long:${createHash('sha256').update(id).digest('hex')}`
}

export interface Settled {
  inbound_event_id: string
  state: string
  reason: string | null
  workspace_id: string | null
  account_id: string | null
}

/** Somebody else applied some of these meanwhile: nothing of this transaction may stand. */
export class AlreadyApplied extends Error {
  override readonly name = 'AlreadyApplied'
}

/** Part of the transaction that applied the items: they are done if, and only if, what they did is. */
export async function settle(tx: Tx, outcomes: readonly Settled[]): Promise<void> {
  const list = (type: ElementType, pick: (outcome: Settled) => string | null) => arrayOf(type, outcomes.map(pick))
  const settling = send(tx, settleItems, [
    list('uuid', (outcome) => outcome.inbound_event_id),
    list('text', (outcome) => outcome.state),
    list('text', (outcome) => outcome.reason),
    list('uuid', (outcome) => outcome.workspace_id),
    list('uuid', (outcome) => outcome.account_id),
    outcomes.length,
  ])
  await settling.catch((error) => {
    throw error.code === divisionByZero ? new AlreadyApplied('some of these items were applied meanwhile') : error
  })
}

const divisionByZero = '22012'

// Whoever takes an item out of what is pending is the one who settles it. Where that is not everybody, the statement
// itself has to fail: the commit is on its way behind it before its answer is read.
const settleItems: Statement = {
  name: 'journal-settle',
  text: `
    with due as (
      delete from inbound_pending where inbound_event_id = any($1::uuid[]) returning inbound_event_id
    ), settled as (
      update inbound_events j
      set state = o.state, reason = o.reason, workspace_id = o.workspace_id, account_id = o.account_id,
          attempts = attempts + 1, error = null, processed_at = now()
      from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[])
        as o (id, state, reason, workspace_id, account_id) join due on due.inbound_event_id = o.id
      where j.id = o.id returning 1
    )
    select 1 / (count(*) = $6::int)::int from settled`,
}

/** How long a failing item rests before its next attempt; after the last one it stays `failed`, for a person to see. */
export const retryDelaysMs: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000]

export async function recordFailure(db: Db, id: string, error: unknown): Promise<'pending' | 'failed'> {
  const words = String((error as Error)?.message ?? error).slice(0, 500)
  const { rows } = await db.pool.query<{ state: 'pending' | 'failed' }>(
    `with failed as (
       update inbound_events j
       set attempts = j.attempts + 1, error = $2,
           state = case when j.attempts + 1 > cardinality($3::int[]) then 'failed' else 'pending' end,
           workspace_id = a.workspace_id, account_id = a.id
       from inbound_events self left join accounts a
         on a.platform = self.platform and a.external_id = self.account_external_id and a.removed_at is null
       where j.id = $1 and self.id = j.id and j.state = 'pending' returning j.id, j.state, j.attempts
     ), given_up as (
       delete from inbound_pending p using failed
       where p.inbound_event_id = failed.id and failed.state = 'failed'
     ), resting as (
       update inbound_pending p
       set next_attempt_at = now() + ($3::int[])[failed.attempts] * interval '1 millisecond'
       from failed where p.inbound_event_id = failed.id and failed.state = 'pending'
     )
     select state from failed`,
    [id, words, retryDelaysMs],
  )
  return rows[0]?.state ?? 'pending'
}

/**
 * Rows that wait to be applied, oldest first. Fresh rows are left to the process that took them in, which has them in
 * memory; with `all`, after a start, they are nobody's.
 */
export async function pendingRows(db: Db, { all, limit }: { all: boolean; limit: number }): Promise<PendingRow[]> {
  const { rows } = await db.pool.query<PendingRow>(
    `select j.id, j.platform, j.account_external_id, j.thread, j.raw, j.attempts, j.received_at
     from inbound_pending p join inbound_events j on j.id = p.inbound_event_id
     where p.next_attempt_at <= now() or ($1 and j.attempts = 0) order by p.inbound_event_id limit $2`,
    [all, limit],
  )
  return rows
}

export async function stillPending(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ id: string }>(
    'select inbound_event_id as id from inbound_pending where inbound_event_id = any($1::uuid[])',
    [ids],
  )
  return new Set(rows.map((row) => row.id))
}

/** Counts no further than `limit`: whether there are too many is all that anybody asks. */
export async function countPending(db: Db, limit: number): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    'select count(*) as n from (select from inbound_pending limit $1) waiting',
    [limit],
  )
  return rows[0]?.n ?? 0
}
