import { type Kysely, sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/**
 * The log lies in one partition per day (UTC), named after the day, so that forgetting is dropping a table. Whatever
 * no day covers lies in `events_default`.
 */
export const dayMs = 24 * 60 * 60_000

export interface Partition {
  name: string
  /** The first instant that is not in it, in milliseconds since 1970. */
  endsAt: number
}

export function startOfDay(time: number): number {
  return time - (time % dayMs)
}

/** All daily partitions, the oldest first. */
export async function listPartitions(db: Kysely<Schema>): Promise<Partition[]> {
  const { rows } = await sql<{ name: string }>`
    select child.relname as name from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = 'events'::regclass and child.relname ~ '^events_\\d{8}$'
    order by 1`.execute(db)
  return rows.map(({ name }) => ({ name, endsAt: dayOf(name) + dayMs }))
}

/**
 * Makes the partition of a day, and moves there what the default partition caught of it. It is built apart and then
 * attached, so readers of other days hardly notice. Writers wait for some milliseconds: a row that was on its way to the
 * default partition while its day was attached would be refused.
 */
export async function createPartition(tx: Tx, day: number): Promise<void> {
  const name = partitionName(day)
  const table = sql.table(name)
  const from = sql.lit(new Date(day).toISOString())
  const to = sql.lit(new Date(day + dayMs).toISOString())
  await sql`create table ${table} (like events including defaults including constraints)`.execute(tx)
  await sql`lock table events in share row exclusive mode`.execute(tx)
  await sql`
    with moved as (delete from events_default where at >= ${from} and at < ${to} returning *)
    insert into ${table} select * from moved`.execute(tx)
  await sql`alter table events attach partition ${table} for values from (${from}) to (${to})`.execute(tx)
}

/** Says goodbye to everything before `time`: from now on readers are told that it is gone, and then it may go. */
export async function raiseFloors(tx: Tx, partition: string, before: number): Promise<void> {
  await sql`
    with gone as (
      select workspace_id, max(pos) as pos from ${sql.table(partition)} where at < ${new Date(before)} group by 1
    ), counters as materialized ( -- in id order, as everywhere, so that nobody deadlocks
      select w.id, gone.pos from workspaces w join gone on gone.workspace_id = w.id
      where w.floor < gone.pos order by w.id for no key update of w
    )
    update workspaces w set floor = counters.pos from counters where w.id = counters.id`.execute(tx)
}

export async function dropPartition(tx: Tx, name: string): Promise<void> {
  await sql`drop table ${sql.table(name)}`.execute(tx)
}

export async function emptyDefaultPartition(tx: Tx, before: number): Promise<void> {
  await sql`delete from events_default where at < ${new Date(before)}`.execute(tx)
}

export function partitionName(day: number): string {
  return `events_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`
}

function dayOf(name: string): number {
  const [year, month, day] = [name.slice(7, 11), name.slice(11, 13), name.slice(13, 15)].map(Number)
  return Date.UTC(year!, month! - 1, day)
}
