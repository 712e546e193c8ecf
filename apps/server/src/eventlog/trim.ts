import { sql } from 'kysely'
import type { Db, Tx } from '../db/database.ts'
import { type Clock, systemClock } from './clock.ts'
import {
  createPartition,
  dayMs,
  dropPartition,
  emptyDefaultPartition,
  listPartitions,
  partitionName,
  raiseFloors,
  startOfDay,
} from './partitions.ts'

export interface TrimDeps {
  db: Db
  /** Whole days that a cursor reaches back, at the least. */
  retentionDays: number
  /** The upkeep failed. It is tried again within the hour, by itself. */
  onError(error: unknown): void
  clock?: Clock
}

const HOUR_MS = 60 * 60_000
const DAYS_AHEAD = 3

/**
 * Makes the next days' partitions and forgets what has expired: now, and every hour. Resolves after the first round,
 * which a server waits for before it takes requests, so that today has its partition. Returns what ends it.
 */
export async function startTrimming(deps: TrimDeps): Promise<() => Promise<void>> {
  const { onError, clock = systemClock } = deps
  let upkeep = Promise.resolve()
  const run = () => {
    upkeep = upkeep.then(() => trimEvents(deps, clock.now())).catch(onError)
  }
  run()
  await upkeep
  const stop = clock.every(HOUR_MS, run)
  return async () => {
    stop()
    await upkeep
  }
}

/**
 * One round of upkeep, in small commits under a lock, so that two processes who do it at once each find done what the
 * other did. Floors are moved in a commit of their own, before anything goes, so that a reader who finds nothing also
 * finds the floor.
 */
export async function trimEvents({ db, retentionDays }: TrimDeps, now: number): Promise<void> {
  const today = startOfDay(now)
  for (let day = today; day <= today + DAYS_AHEAD * dayMs; day += dayMs) {
    await alone(db, async (tx, names) => {
      if (!names.has(partitionName(day))) await createPartition(tx, day)
    })
  }

  const before = today - retentionDays * dayMs
  for (const { name, endsAt } of await listPartitions(db.read)) {
    if (endsAt > before) break
    await alone(db, async (tx, names) => {
      if (names.has(name)) await raiseFloors(tx, name, before)
    })
    await alone(db, async (tx, names) => {
      if (names.has(name)) await dropPartition(tx, name)
    })
  }
  await alone(db, (tx) => raiseFloors(tx, 'events_default', before))
  await alone(db, (tx) => emptyDefaultPartition(tx, before))
}

/** `names` are the partitions as they are under the lock. Hardly in the way of those who write: it rather fails. */
async function alone(db: Db, work: (tx: Tx, names: ReadonlySet<string>) => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('switchboard eventlog upkeep'))`.execute(tx)
    await sql`set local lock_timeout = '500ms'`.execute(tx)
    await work(tx, new Set((await listPartitions(tx)).map(({ name }) => name)))
  })
}
