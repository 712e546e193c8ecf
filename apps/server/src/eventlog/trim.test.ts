import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { readBounds } from './index.ts'
import { dayMs, listPartitions, partitionName } from './partitions.ts'
import { appendNotes, createWorkspace, ManualClock } from './testing.ts'
import { startTrimming, trimEvents } from './trim.ts'

// A database per test: partitions belong to all workspaces.
let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.close())

const now = Date.UTC(2026, 2, 10, 15)
const day = (offset: number) => partitionName(now + offset * dayMs)
const deps = (retentionDays = 7) => ({ db: database.db, retentionDays, onError: vi.fn<(...args: unknown[]) => void>() })
const names = async () => (await listPartitions(database.db.read)).map(({ name }) => name)

/** Appends one event and moves it in time, into the partition of that time. */
async function appendAt(workspaceId: string, at: number) {
  await appendNotes(database.db, workspaceId, [['a']])
  const { head } = await readBounds(database.db.read, workspaceId)
  await sql`update events set at = ${new Date(at)} where workspace_id = ${workspaceId} and pos = ${head}`.execute(
    database.db.read,
  )
}

async function rowsIn(partition: string) {
  const { rows } = await sql<{ pos: number }>`select pos from ${sql.table(partition)} order by pos`.execute(
    database.db.read,
  )
  return rows.map(({ pos }) => pos)
}

describe('the upkeep of the log', () => {
  it('[E17] makes the partitions from today to three days ahead', async () => {
    await trimEvents(deps(), now)
    expect(await names()).toEqual([day(0), day(1), day(2), day(3)])
    await trimEvents(deps(), now + dayMs)
    expect(await names()).toEqual([day(0), day(1), day(2), day(3), day(4)])
  })

  it('[E17] moves what the default partition caught into its day', async () => {
    const workspaceId = await createWorkspace(database.db)
    await appendAt(workspaceId, now)
    await appendAt(workspaceId, now - dayMs)
    expect(await rowsIn('events_default')).toEqual([1, 2])

    await trimEvents(deps(), now)

    expect(await rowsIn('events_default')).toEqual([2])
    expect(await rowsIn(day(0))).toEqual([1])
    expect(await rowsIn('events')).toEqual([1, 2])
  })

  it('[E17] gives new partitions the keys and indexes of the log', async () => {
    await trimEvents(deps(), now)
    const { rows } = await sql<{ indexdef: string }>`
      select indexdef from pg_indexes where tablename = ${day(1)} order by indexname`.execute(database.db.read)
    expect(rows.map(({ indexdef }) => indexdef.replace(/^.*USING /, ''))).toEqual([
      'btree (workspace_id, pos, audience, at)',
      'btree (workspace_id, audience, pos)',
    ])
  })

  it('[E18] forgets whole days and moves the floor to the last position that is gone', async () => {
    const [busy, quiet] = [await createWorkspace(database.db), await createWorkspace(database.db)]
    await trimEvents(deps(), now - 9 * dayMs) // partitions of -9 … -6
    await appendAt(busy, now - 9 * dayMs)
    await appendAt(busy, now - 8 * dayMs)
    await appendAt(busy, now - 7 * dayMs)
    await appendAt(quiet, now - 7 * dayMs)
    await appendAt(busy, now)

    await trimEvents(deps(7), now)

    expect(await names()).toEqual([day(-7), day(-6), day(0), day(1), day(2), day(3)])
    expect(await readBounds(database.db.read, busy)).toMatchObject({ floor: 2, head: 4 })
    expect(await readBounds(database.db.read, quiet)).toMatchObject({ floor: 0, head: 1 })
    expect(await rowsIn('events')).toEqual([1, 3, 4])
  })

  it('[E18] forgets in the default partition too', async () => {
    const workspaceId = await createWorkspace(database.db)
    await appendAt(workspaceId, now - 30 * dayMs)
    await appendAt(workspaceId, now - dayMs)
    await trimEvents(deps(7), now)
    expect(await rowsIn('events')).toEqual([2])
    expect(await readBounds(database.db.read, workspaceId)).toMatchObject({ floor: 1, head: 2 })
  })

  it('[E18] never lets go of a day whose floor could not be moved', async () => {
    const workspaceId = await createWorkspace(database.db)
    await trimEvents(deps(), now - 9 * dayMs)
    await appendAt(workspaceId, now - 9 * dayMs)
    const client = await database.db.pool.connect()
    await client.query('begin')
    await client.query('select from workspaces where id = $1 for update', [workspaceId])

    await expect(trimEvents(deps(7), now)).rejects.toMatchObject({ code: '55P03' }) // did not get the lock in time
    expect(await rowsIn('events')).toEqual([1])

    await client.query('rollback')
    client.release()
    await trimEvents(deps(7), now)
    expect(await rowsIn('events')).toEqual([])
    expect(await readBounds(database.db.read, workspaceId)).toMatchObject({ floor: 1 })
  })

  it('[E19] can be done by several processes at once', async () => {
    const workspaceId = await createWorkspace(database.db)
    await trimEvents(deps(), now - 9 * dayMs)
    await appendAt(workspaceId, now - 9 * dayMs)
    await Promise.all(Array.from({ length: 5 }, () => trimEvents(deps(7), now)))
    expect(await names()).toEqual([day(-7), day(-6), day(0), day(1), day(2), day(3)])
    expect(await readBounds(database.db.read, workspaceId)).toMatchObject({ floor: 1 })
  })

  it('goes on while others write', async () => {
    const workspaceId = await createWorkspace(database.db)
    let isWriting = true
    const writing = (async () => {
      while (isWriting) await appendNotes(database.db, workspaceId, [['a'], ['b', 'c']])
    })()
    for (let i = 0; i < 5; i++) await trimEvents(deps(), Date.now() + i * dayMs)
    isWriting = false
    await writing
    const { head } = await readBounds(database.db.read, workspaceId)
    expect(new Set(await rowsIn('events')).size).toBe(head)
  })

  it('[E17] runs when it is started and every hour from then on', async () => {
    const clock = new ManualClock()
    const stop = await startTrimming({ ...deps(), clock })
    const today = clock.now()
    expect(await names()).toContain(partitionName(today + 3 * dayMs))
    clock.advance(dayMs)
    await vi.waitFor(async () => expect(await names()).toContain(partitionName(today + 4 * dayMs)))
    await stop()
  })

  it('says what went wrong and goes on', async () => {
    const clock = new ManualClock()
    const given = deps()
    const transaction = vi.spyOn(database.db, 'transaction').mockRejectedValueOnce(new Error('the database is away'))
    const stop = await startTrimming({ ...given, clock })
    expect(given.onError).toHaveBeenCalledOnce()
    transaction.mockRestore()
    clock.advance(3_600_000)
    await vi.waitFor(async () => expect(await names()).toHaveLength(4))
    await stop()
  })
})
