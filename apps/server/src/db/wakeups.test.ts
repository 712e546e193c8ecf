import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { createWakeups, type Wakeups } from './wakeups.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

/** One process: its wake-ups, and what it has heard. `all` counts the times it was told to look at everything. */
function startProcess(settings: pg.ClientConfig = database.settings) {
  const onError = vi.fn<(...args: unknown[]) => void>()
  const wakeups = createWakeups(onError)
  const heard: string[] = []
  const seen = { all: 0 }
  wakeups.subscribe((ids) => {
    if (ids) heard.push(...ids)
    else seen.all++
  })
  wakeups.connect(settings)
  onTestFinished(() => wakeups.close())
  return { wakeups, heard, seen, onError }
}

const connected = (process: { seen: { all: number } }, times = 1) =>
  vi.waitFor(() => expect(process.seen.all).toBe(times))

describe('wake-ups', () => {
  it('reach listeners of the same process at once, without a database', () => {
    const wakeups: Wakeups = createWakeups(() => {})
    const heard: string[] = []
    const stop = wakeups.subscribe((ids) => heard.push(...ids!))
    wakeups.wake(['one', 'two'])
    stop()
    wakeups.wake(['three'])
    expect(heard).toEqual(['one', 'two'])
  })

  it('[E16] never throw into those who wrote, and one listener does not silence another', () => {
    const onError = vi.fn<(...args: unknown[]) => void>()
    const wakeups = createWakeups(onError)
    const heard = vi.fn<(...args: unknown[]) => void>()
    wakeups.subscribe(() => {
      throw new Error('a bug')
    })
    wakeups.subscribe(heard)
    wakeups.wake(['one'])
    expect(heard).toHaveBeenCalledOnce()
    expect(onError).toHaveBeenCalledOnce()
  })

  it('[E15] reach other processes, and come back to nobody', async () => {
    const [one, two] = [startProcess(), startProcess()]
    await Promise.all([connected(one), connected(two)])
    const [a, b] = [randomUUID(), randomUUID()]
    one.wakeups.wake([a])
    two.wakeups.wake([b])
    await vi.waitFor(() =>
      expect([one.heard, two.heard]).toEqual([
        [a, b],
        [b, a],
      ]),
    )
  })

  it('[E15] of many workspaces at once fit into what a NOTIFY takes, all of them', async () => {
    const [one, two] = [startProcess(), startProcess()]
    await Promise.all([connected(one), connected(two)])
    const ids = Array.from({ length: 1_000 }, () => randomUUID())
    one.wakeups.wake(ids)
    await vi.waitFor(() => expect(two.heard.toSorted()).toEqual(ids.toSorted()))
    expect(one.onError).not.toHaveBeenCalled()
  })

  it('[E15] share one NOTIFY per batch, however many there are', async () => {
    const [one, two] = [startProcess(), startProcess()]
    await Promise.all([connected(one), connected(two)])
    const listener = new pg.Client(database.settings)
    await listener.connect()
    onTestFinished(() => listener.end())
    const notifications = vi.fn<(...args: unknown[]) => void>()
    listener.on('notification', notifications)
    await listener.query('listen switchboard_wakeups')
    const [first, second] = [randomUUID(), randomUUID()]
    for (let i = 0; i < 500; i++) one.wakeups.wake([i % 2 ? first : second])
    await vi.waitFor(() => expect(new Set(two.heard)).toEqual(new Set([first, second])))
    await vi.waitFor(() => expect(notifications).toHaveBeenCalled())
    await listener.query('select') // whatever was notified with it has arrived
    expect(notifications).toHaveBeenCalledOnce()
  })

  it('[E16] heal when the connection is killed, and then everybody looks at everything', async () => {
    const [one, two] = [startProcess(), startProcess()]
    await Promise.all([connected(one), connected(two)])
    await database.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'switchboard wake-ups' and datname = current_database()`,
    )
    await Promise.all([connected(one, 2), connected(two, 2)])
    const id = randomUUID()
    one.wakeups.wake([id])
    await vi.waitFor(() => expect(two.heard).toEqual([id]))
    expect(one.onError).toHaveBeenCalled()
  })

  it('[E16] are lost in silence while the database is away', async () => {
    const one = startProcess({ ...database.settings, connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    const id = randomUUID()
    one.wakeups.wake([id])
    expect(one.heard).toEqual([id])
    await vi.waitFor(() => expect(one.onError).toHaveBeenCalled())
  })
})
