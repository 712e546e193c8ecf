import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { LogGrowth } from '../db/database.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { createWakeups, type WakeupListener, type Wakeups } from '../db/wakeups.ts'
import { appendEvents } from './append.ts'
import { type Entry, type EventLog, type LogListener, openEventLog, readBounds } from './index.ts'
import { readStretch } from './read-stretch.ts'
import { appendNotes, createWorkspace, ManualClock, note } from './testing.ts'

let database: TestDatabase
let wakeups: Wakeups
beforeAll(async () => {
  wakeups = createWakeups(fail)
  database = await createTestDatabase({ wake: (ids, growths) => wakeups.wake(ids, growths) })
})
afterAll(async () => {
  await wakeups.close()
  await database.close()
})

const fail = (error: unknown) => {
  throw error
}

function openLog(
  options: { wakeups?: Pick<Wakeups, 'subscribe'>; clock?: ManualClock; onError?: (error: unknown) => void } = {},
) {
  const log = openEventLog({ pool: database.db.pool, wakeups, onError: fail, ...options })
  onTestFinished(() => log.close())
  return log
}

/** Writes down what it is handed. */
class Recorder implements LogListener {
  readonly entries: Entry[] = []
  readonly restarts: { reason: string; reached: number }[] = []
  appended(entries: readonly Entry[]) {
    this.entries.push(...entries)
  }
  restarted(reason: string, reached: number) {
    this.restarts.push({ reason, reached })
  }
}

/** Wake-ups that are all lost. */
const silent = { subscribe: () => () => {} }

const positions = (entries: readonly Entry[]) => entries.map(({ pos }) => pos)
const ids = (entries: readonly Entry[]) => entries.map(({ json }) => JSON.parse(json).data.id as string)
const upTo = (head: number, from = 1) => Array.from({ length: head - from + 1 }, (_, i) => from + i)

/** Everything the viewer may hear, page by page. */
async function readAll(log: EventLog, workspaceId: string, audiences: string[], limit: number) {
  const events: Entry[] = []
  for (let after = 0; ; ) {
    const page = await log.readPage({ workspaceId, audiences, after }, limit)
    events.push(...page.events)
    after = page.upTo
    if (after === page.bounds.head) return events
  }
}

describe('appending', () => {
  it('[E1] gives dense positions in commit order to concurrent writers', async () => {
    const { db } = database
    const workspaces = [await createWorkspace(db), await createWorkspace(db)]
    const log = openLog()
    const recorders = await Promise.all(
      workspaces.map(async (id) => {
        const recorder = new Recorder()
        await log.follow(id, recorder)
        return recorder
      }),
    )

    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        for (let i = 0; i < 15; i++) {
          // Both workspaces in both orders: two batches must not deadlock.
          const events = (writer % 2 ? workspaces : workspaces.toReversed()).map((id) => note(id, ['account:1']))
          await db.transaction((tx) => appendEvents(tx, events))
        }
      }),
    )

    for (const recorder of recorders) {
      await vi.waitFor(() => expect(positions(recorder.entries)).toEqual(upTo(240)))
    }
  })

  it('[E2] uses up no position when the transaction rolls back', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    await appendNotes(db, workspaceId, [['a']])
    const refused = db.transaction(async (tx) => {
      await appendEvents(tx, [note(workspaceId, ['a'])])
      throw new Error('changed my mind')
    })
    await expect(refused).rejects.toThrow('changed my mind')
    await appendNotes(db, workspaceId, [['a']])

    expect(positions(await readAll(openLog(), workspaceId, ['a'], 10))).toEqual([1, 2])
  })

  it('[E3] lets a viewer hear an event once, through however many audiences', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const [both] = await appendNotes(db, workspaceId, [['member:1', 'account:1', 'account:1'], ['account:2']])
    const log = openLog()

    expect(ids(await readAll(log, workspaceId, ['member:1', 'account:1'], 1))).toEqual([both])
    const recorder = new Recorder()
    const { tail } = await log.follow(workspaceId, recorder)
    expect(tail.after(0).map(({ audiences }) => audiences)).toEqual([['account:1', 'member:1'], ['account:2']])
  })

  it('carries data out as the very text that was stored', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const odd = `"quotes", \\ backslash, \u0000 nul, \ud800 half a pair, \u2028, ${'é'.repeat(10)}, 😀`
    await db.transaction((tx) => appendEvents(tx, [note(workspaceId, ['a'], odd)]))

    const log = openLog()
    const page = await log.readPage({ workspaceId, audiences: ['a'], after: 0 }, 10)
    const { tail } = await log.follow(workspaceId, new Recorder())

    expect(JSON.parse(page.events[0]!.json)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'message_status_update',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      conversation_id: null,
      data: { id: odd },
    })
    expect(tail.after(0)[0]!.json).toBe(page.events[0]!.json)
  })
})

describe('a page', () => {
  it('[E10] holds all of the viewer and nothing else, wherever it is cut', async () => {
    const { db } = database
    const log = openLog()
    const keys = ['a', 'b', 'c', 'd']
    const audiences = fc.subarray(keys, { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(audiences, { maxLength: 60 }),
        fc.subarray(keys),
        fc.integer({ min: 1, max: 20 }),
        async (events, viewer, limit) => {
          const workspaceId = await createWorkspace(db)
          const written = await appendNotes(db, workspaceId, events)
          const heard = written.filter((_, i) => events[i]!.some((key) => viewer.includes(key)))
          expect(ids(await readAll(log, workspaceId, viewer, limit))).toEqual(heard)
          for (const after of [0, Math.floor(events.length / 2), events.length]) {
            const rows = events.slice(after).flatMap((list) => list.filter((key) => viewer.includes(key)))
            const { behind } = await log.readStanding({ workspaceId, audiences: viewer, after })
            expect(behind).toBe(rows.length)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('[E6] counts no further than it has to', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    await appendNotes(db, workspaceId, Array(6_000).fill(['a', 'b']))
    const log = openLog()
    const far = await log.readStanding({ workspaceId, audiences: ['a', 'b'], after: 0 })
    const near = await log.readStanding({ workspaceId, audiences: ['a'], after: 0 })
    expect([far.behind, near.behind]).toEqual([10_001, 6_000])
    expect(far.bounds.head).toBe(6_000)
  })

  it('refuses a workspace that does not exist', async () => {
    const log = openLog()
    const workspaceId = randomUUID()
    await expect(log.readPage({ workspaceId, audiences: ['a'], after: 0 }, 5)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(log.follow(workspaceId, new Recorder())).rejects.toMatchObject({ code: 'not_found' })
    await expect(readBounds(database.db.read, workspaceId)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('following', () => {
  it('[E11] hands over exactly what pages read', async () => {
    const { db } = database
    const log = openLog()
    const keys = ['a', 'b', 'c']
    const commits = fc.array(fc.array(fc.subarray(keys, { minLength: 1 }), { minLength: 1, maxLength: 30 }), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(commits, fc.nat(8), fc.subarray(keys), async (batches, early, viewer) => {
        const workspaceId = await createWorkspace(db)
        for (const batch of batches.slice(0, early)) await appendNotes(db, workspaceId, batch)
        const recorder = new Recorder()
        const following = await log.follow(workspaceId, recorder)
        const before = [...following.tail.after(following.tail.floor)]
        for (const batch of batches.slice(early)) await appendNotes(db, workspaceId, batch)
        await following.refresh()

        const total = batches.flat().length
        expect(positions([...before, ...recorder.entries])).toEqual(upTo(total))
        const heard = following.tail.after(0).filter(({ audiences }) => audiences.some((key) => viewer.includes(key)))
        const read = await readAll(log, workspaceId, viewer, 7)
        expect(heard.map(({ json }) => json)).toEqual(read.map(({ json }) => json))
        following.release()
      }),
      { numRuns: 25 },
    )
  })

  it('[E11] reads once for all who follow', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const log = openLog()
    const [one, two] = [new Recorder(), new Recorder()]
    await log.follow(workspaceId, one)
    await log.follow(workspaceId, two)
    await appendNotes(db, workspaceId, [['a'], ['b']])
    await vi.waitFor(() => expect(one.entries).toHaveLength(2))
    expect(two.entries[1]).toBe(one.entries[1])
  })

  it('[E12] goes on without wake-ups within three seconds', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const clock = new ManualClock()
    const log = openLog({ wakeups: silent, clock })
    const recorder = new Recorder()
    await log.follow(workspaceId, recorder)
    await appendNotes(db, workspaceId, [['a'], ['a']])
    expect(recorder.entries).toEqual([])

    clock.advance(3_000)

    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1, 2]))
  })

  it('[E13] sees everything committed before a refresh, though a reading is under way that began earlier', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    let gate: Promise<void> | null = null
    const slowPool = { query: async (query: pg.QueryConfig) => (await Promise.all([db.pool.query(query), gate]))[0] }
    const log = openEventLog({ pool: slowPool as unknown as pg.Pool, wakeups: silent, onError: fail })
    onTestFinished(() => log.close())
    const following = await log.follow(workspaceId, new Recorder())
    const open = Promise.withResolvers<void>()
    gate = open.promise

    const early = following.refresh() // has read, and does not say so yet
    await db.pool.query('select')
    await appendNotes(db, workspaceId, [['a']])
    const late = following.refresh()
    open.resolve()

    await early
    await late
    expect(following.tail.head).toBe(1)
  })

  it('[E13] reads through a backlog of many stretches in order', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const log = openLog()
    const recorder = new Recorder()
    await log.follow(workspaceId, recorder)
    await appendNotes(db, workspaceId, Array(2_345).fill(['a']))
    await vi.waitFor(() => expect(recorder.entries).toHaveLength(2_345))
    expect(positions(recorder.entries)).toEqual(upTo(2_345))
  })

  it('[E13] finds events whose time lies far before their predecessor', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const log = openLog()
    const recorder = new Recorder()
    const following = await log.follow(workspaceId, recorder)
    await appendNotes(db, workspaceId, [['a']])
    await following.refresh()
    // The clock of the database is set back by two hours.
    await db.pool.query(
      `with moved as (update workspaces set head = 2 where id = $1 returning id)
       insert into events select id, 2, 'a', now() - interval '2 hours', gen_random_uuid(), null, 'new_message', '{}' from moved`,
      [workspaceId],
    )
    await following.refresh()
    expect(positions(recorder.entries)).toEqual([1, 2])
    expect((await readStretch(db.pool, workspaceId, 1, Date.now())).entries).toEqual([]) // or this would prove nothing
  })

  it('[E13] tells of a hole instead of passing it over', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const onError = vi.fn<(...args: unknown[]) => void>()
    const log = openLog({ onError })
    const recorder = new Recorder()
    const following = await log.follow(workspaceId, recorder)
    await appendNotes(db, workspaceId, [['a']])
    await following.refresh()
    await db.pool.query('update workspaces set head = 3 where id = $1', [workspaceId])
    await following.refresh()

    expect(recorder.restarts).toEqual([{ reason: 'gap', reached: 1 }])
    expect(following.tail.head).toBe(3)
    expect(onError).toHaveBeenCalledOnce()
    await appendNotes(db, workspaceId, [['a']])
    await following.refresh()
    expect(positions(recorder.entries)).toEqual([1, 4])
  })

  it('[E13] begins anew near the head when it is hopelessly behind', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const log = openLog({ wakeups: silent })
    const recorder = new Recorder()
    const following = await log.follow(workspaceId, recorder)
    await appendNotes(db, workspaceId, Array(21_000).fill(['a']))
    await following.refresh()

    expect(recorder.restarts).toEqual([{ reason: 'gap', reached: 0 }])
    expect(positions(recorder.entries)).toEqual(upTo(21_000, 20_001))
  })

  it.each([
    ['gets another epoch', 'update workspaces set epoch = gen_random_uuid() where id = $1', 2],
    [
      'loses its newest events',
      'with gone as (delete from events where workspace_id = $1 and pos > 1) update workspaces set head = 1 where id = $1',
      1,
    ],
  ])('[E14] is told when the log %s', async (_, change, head) => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    await appendNotes(db, workspaceId, [['a'], ['a']])
    const log = openLog()
    const recorder = new Recorder()
    const following = await log.follow(workspaceId, recorder)
    await db.pool.query(change, [workspaceId])
    await following.refresh()

    expect(recorder.restarts).toEqual([{ reason: 'epoch', reached: 2 }])
    expect(following.tail.head).toBe(head)
    expect(following.bounds).toEqual(await readBounds(db.read, workspaceId))
  })

  it('[E9] meets a snapshot cursor at its own instant, whatever is written meanwhile', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    let isWriting = true
    const writing = (async () => {
      while (isWriting) await appendNotes(db, workspaceId, [['a']])
    })()
    for (let i = 0; i < 40; i++) {
      const { head, rows } = await db.snapshot(async (tx) => ({
        head: (await readBounds(tx, workspaceId)).head,
        rows: await tx.selectFrom('events').select('pos').where('workspace_id', '=', workspaceId).execute(),
      }))
      expect(rows).toHaveLength(head)
    }
    isWriting = false
    await writing
  })

  it('keeps a tail warm for those who come back, and forgets it later', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const clock = new ManualClock()
    const log = openLog({ clock })
    const first = await log.follow(workspaceId, new Recorder())
    const { tail } = first
    first.release()
    clock.advance(60_000)
    const second = await log.follow(workspaceId, new Recorder())
    expect(second.tail).toBe(tail)
    second.release()
    clock.advance(130_000)
    const third = await log.follow(workspaceId, new Recorder())
    expect(third.tail).not.toBe(tail)
  })

  it('goes on after the database was away', async () => {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    const onError = vi.fn<(...args: unknown[]) => void>()
    const clock = new ManualClock()
    const log = openLog({ onError, clock })
    const recorder = new Recorder()
    await log.follow(workspaceId, recorder)
    const connect = vi.spyOn(db.pool, 'query').mockRejectedValueOnce(new Error('the database is away'))
    wakeups.wake([workspaceId])
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce())
    connect.mockRestore()
    await appendNotes(db, workspaceId, [['a']])
    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1]))
  })
})

describe('what this process has committed itself', () => {
  /** Follows a workspace by growths that the test hands on in its own order; readings are counted. */
  async function followByHand() {
    const { db } = database
    const workspaceId = await createWorkspace(db)
    let tell: WakeupListener = () => {}
    const log = openLog({
      clock: new ManualClock(), // nobody looks at the heads meanwhile
      wakeups: {
        subscribe(listener) {
          tell = listener
          return () => {}
        },
      },
    })
    const recorder = new Recorder()
    const following = await log.follow(workspaceId, recorder)
    const growths: LogGrowth[] = []
    const stop = wakeups.subscribe((_, all) => growths.push(...all.filter((one) => one.workspace_id === workspaceId)))
    onTestFinished(stop)
    const query = db.pool.query.bind(db.pool) as (given: unknown) => Promise<unknown>
    const readings = vi.spyOn(db.pool, 'query')
    onTestFinished(() => readings.mockRestore())
    return {
      workspaceId,
      recorder,
      following,
      async commits(...audiences: string[][]): Promise<LogGrowth> {
        await appendNotes(db, workspaceId, audiences)
        return growths.at(-1)!
      },
      hears: (...all: LogGrowth[]) => tell(new Set([workspaceId]), all),
      /** The next reading has found what there is, and waits before it says so. */
      holdReading(): () => void {
        const { promise: released, resolve: release } = Promise.withResolvers<void>()
        const answerLater = async (given: unknown) => {
          const answer = await query(given)
          await released
          return answer
        }
        // Typed as the overload that takes a callback; it is the one that returns a promise.
        const implementation: unknown = answerLater
        readings.mockImplementationOnce(implementation as () => void)
        return release
      },
      readings: () =>
        readings.mock.calls.filter(([query]) => (query as { name?: string }).name === 'eventlog-stretch').length,
    }
  }

  it('[E11] is handed on without being read, and is what a reading finds', async () => {
    const { workspaceId, recorder, following, commits, hears, readings } = await followByHand()
    hears(await commits(['a'], ['a', 'b']))
    hears(await commits(['c']))
    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1, 2, 3]))

    expect(readings()).toBe(0)
    const { bounds, entries } = await readStretch(database.db.pool, workspaceId, 0, null)
    expect(recorder.entries).toEqual(entries)
    expect(following.bounds).toEqual(bounds)
  })

  it('[E13] is read where commits are heard of out of their order', async () => {
    const { recorder, commits, hears, readings } = await followByHand()
    const [first, second, third] = [await commits(['a']), await commits(['a'], ['a']), await commits(['a'])]
    hears(second)
    hears(first)
    hears(third)
    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1, 2, 3, 4]))

    expect(readings()).toBeGreaterThan(0)
    expect(recorder.restarts).toEqual([])
  })

  it('[E13] is handed on once where a reading overtakes it', async () => {
    const { recorder, following, commits, hears } = await followByHand()
    hears(await commits(['a']))
    hears(await commits(['a'])) // waits for a moment, to share its frame
    await following.refresh()
    hears(await commits(['a']))
    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1, 2, 3]))
    expect(recorder.restarts).toEqual([])
  })

  it('[E13] is handed on once where it is heard of during a reading that has found it', async () => {
    const { recorder, following, commits, hears, holdReading } = await followByHand()
    const first = await commits(['a'])
    const release = holdReading()
    const reading = following.refresh()
    hears(first)
    release()
    await reading
    hears(await commits(['a']))
    await vi.waitFor(() => expect(positions(recorder.entries)).toEqual([1, 2]))
    expect(recorder.restarts).toEqual([])
  })
})

describe('a reader that trusts a sequence', () => {
  it('[E1] loses events, which is why positions are counted under a lock', async () => {
    const { pool } = database.db
    await pool.query('create table naive (id bigserial primary key)')
    let seen = 0
    let last = 0
    let isWriting = true
    const reading = (async () => {
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting
        const { rows } = await pool.query('select id from naive where id > $1 order by id', [last])
        seen += rows.length
        last = rows.at(-1)?.id ?? last
      }
    })()
    // Writers take their number in one order and commit in another.
    for (let round = 0; round < 5; round++) {
      const [slow, quick] = [await pool.connect(), await pool.connect()]
      await slow.query('begin; insert into naive default values')
      await quick.query('insert into naive default values')
      await vi.waitFor(() => expect(last).toBe(round * 2 + 2))
      await slow.query('commit')
      slow.release()
      quick.release()
    }
    isWriting = false
    await reading

    const { rows } = await pool.query('select count(*)::int as written from naive')
    expect(rows[0].written - seen).toBe(5)
  })
})
