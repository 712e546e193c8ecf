import type { LogEvent, ServerFrame } from '@switchboard/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { WakeupListener } from '../db/wakeups.ts'
import { appendEvents, cursorFor, readBounds } from '../eventlog/index.ts'
import { appendNotes, memberUpdated, note } from '../eventlog/testing.ts'
import { type LiveWorld, openWorld, type Store, startStore, type TestMember, type TestSocket } from './testing.ts'

let store: Store
beforeAll(async () => {
  store = await startStore()
})
afterAll(() => store.close())

/**
 * A client as it should be: applies frames whole and in order, keeps the cursor of the last one, comes back with it,
 * and takes a snapshot when it is told to. What it holds is a list of the events it knows of.
 */
class ModelClient {
  readonly member: TestMember
  applied: string[] = []
  cursor: string | null = null
  socket: TestSocket | null = null
  snapshots = 0
  readonly #world: LiveWorld
  #isDeaf = false // between a pull and its ready, what comes belongs to the time before
  #isResyncing = false
  #isLive = false

  constructor(world: LiveWorld, member: TestMember) {
    this.#world = world
    this.member = member
  }

  connect(): void {
    const socket = this.#world.connect()
    this.socket = socket
    this.#isDeaf = false
    this.#isLive = false
    this.#isResyncing = false
    socket.ws.on('open', () => socket.send({ op: 'auth', token: this.member.token, cursor: this.cursor }))
    socket.ws.on('message', (data) => {
      if (this.socket === socket) this.#hear(JSON.parse((data as Buffer).toString()), socket)
    })
    // Nothing here may close a connection for a reason of its own.
    socket.ws.on('close', () => {
      if (this.socket === socket && !this.#world.isClosed) this.connect()
    })
  }

  cut(): void {
    this.leave()
    this.connect()
  }

  pause(): void {
    this.socket?.ws.pause()
  }

  resume(): void {
    this.socket?.ws.resume()
  }

  leave(): void {
    const { socket } = this
    this.socket = null
    socket?.ws.terminate()
  }

  /** Only while it is live: the end of a replay could be taken for the answer. */
  pull(): void {
    if (!this.#isLive) return
    this.#isLive = false
    this.#isDeaf = true
    this.socket?.send({ op: 'pull', cursor: this.cursor })
  }

  #hear(frame: ServerFrame, socket: TestSocket): void {
    if (frame.op === 'heartbeat') socket.send({ op: 'heartbeat' })
    if (this.#isResyncing) return
    if (frame.op === 'ready') {
      this.#isDeaf = false
      this.#isLive = frame.mode === 'live'
      if (frame.mode === 'resync') void this.#resync(socket)
      else this.cursor = frame.cursor
    }
    if (frame.op !== 'events' || this.#isDeaf) return
    this.applied.push(...frame.events.map((event: LogEvent) => event.id))
    this.cursor = frame.cursor
  }

  async #resync(socket: TestSocket): Promise<void> {
    this.snapshots++
    this.#isResyncing = true
    const snapshot = await takeSnapshot(this.#world, this.member)
    if (this.socket !== socket) return
    this.applied = snapshot.ids
    this.cursor = snapshot.cursor
    this.#isResyncing = false
    this.#isDeaf = true
    socket.send({ op: 'pull', cursor: snapshot.cursor })
  }
}

/** What a member may know, and the cursor after it, at one instant. */
async function takeSnapshot(world: LiveWorld, { audiences }: TestMember) {
  const keys = [...audiences]
  return store.database.db.snapshot(async (tx) => {
    const rows = await tx
      .selectFrom('events')
      .select(['pos', 'id'])
      .distinct()
      .where('workspace_id', '=', world.workspaceId)
      .where('audience', 'in', keys)
      .orderBy('pos')
      .execute()
    return { ids: rows.map(({ id }) => id), cursor: cursorFor(await readBounds(tx, world.workspaceId), keys) }
  })
}

/** Wake-ups of which some are lost. */
function lossyWakeups(isLost: () => boolean) {
  return {
    subscribe: (listener: WakeupListener) =>
      store.wakeups.subscribe((ids, growths) => isLost() || listener(ids, growths)),
  }
}

const keys = ['account:1', 'account:2', 'account:3', 'account:4']

/** Everything is cut into small pieces, and there is time for something else between any two groups. */
const tight = { frameEvents: 5, pageEvents: 7, sliceMs: -1, slicePushes: 0 }

describe('the law of the stream', () => {
  it('[L9] what a client holds is a fresh snapshot, whatever is cut, pulled, slowed, lost and taken away', async () => {
    const nat = fc.nat(5)
    const events = fc.array(fc.subarray(keys, { minLength: 1 }), { minLength: 1, maxLength: 12 })
    const operation = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), events }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'pull', 'pause', 'resume'), client: nat }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), client: nat, keys: fc.subarray(keys) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('begin_anew' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('breathe' as const) }) },
    )
    let snapshots = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 10, maxLength: 60 }),
        fc.array(fc.subarray(keys), { minLength: 6, maxLength: 6 }),
        fc.infiniteStream(fc.boolean()),
        async (operations, audiences, losses) => {
          const { db } = store.database
          const world = await openWorld(store, {
            wakeups: lossyWakeups(() => losses.next().value),
            limits: { ...tight, waiting: 10_000, handshakeBurst: 10_000 },
          })
          // More than a tail holds, so that the beginning has to be read in pages.
          await appendNotes(
            db,
            world.workspaceId,
            Array.from({ length: 1_200 }, (_, i) => [i % 30 ? 'account:9' : keys[i % 4]!]),
          )
          const clients = audiences.map((own) => new ModelClient(world, world.member(own)))
          for (const client of clients) {
            const bounds = await readBounds(db.read, world.workspaceId)
            client.cursor = cursorFor({ ...bounds, head: 0 }, client.member.audiences)
            client.connect()
          }

          for (const step of operations) {
            if (step.do === 'append') {
              await appendNotes(db, world.workspaceId, step.events)
            } else if (step.do === 'begin_anew') {
              const { pool } = db
              await pool.query('update workspaces set epoch = gen_random_uuid() where id = $1', [world.workspaceId])
            } else if (step.do === 'tick') {
              world.clock.advance(3_000)
            } else if (step.do === 'breathe') {
              await new Promise((resolve) => setImmediate(resolve))
            } else if (step.do === 'change') {
              const { member } = clients[step.client]!
              member.audiences = [...member.audiences.slice(0, 2), ...step.keys]
              const events = [memberUpdated(member.viewer), note(world.workspaceId, keys)]
              await db.transaction((tx) => appendEvents(tx, events))
            } else {
              clients[step.client]![step.do]()
            }
          }

          for (const client of clients) client.resume()
          await vi.waitFor(
            async () => {
              world.clock.advance(1_000)
              for (const client of clients) {
                expect(client.applied).toEqual((await takeSnapshot(world, client.member)).ids)
              }
            },
            { interval: 10 },
          )
          snapshots += clients.reduce((sum, client) => sum + client.snapshots, 0)
          for (const client of clients) client.leave()
          expect(world.errors).not.toHaveBeenCalled()
          await world.close()
        },
      ),
      { numRuns: 40, endOnFailure: true },
    )
    expect(snapshots).toBeGreaterThan(0) // or changes of access were never seen
  }, 300_000)

  it('[L9] is broken by a client that stores its cursor before it applies, so this test can fail', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    await world.append(['account:1'], ['account:1'])
    const careless = await world.enter(member, cursor)
    await careless.until('events')
    careless.ws.terminate() // died after storing the cursor, before applying
    const back = await world.enter(member, careless.cursor)
    expect(back.heard).not.toEqual((await takeSnapshot(world, member)).ids)
    expect(back.ready).toMatchObject([{ mode: 'live' }])
  })
})

describe('a slow client', () => {
  const big = (workspaceId: string, count: number) =>
    Array.from({ length: count }, (_, i) => note(workspaceId, ['account:1'], `${i}`.padEnd(60_000, 'x')))
  const phase = async (world: LiveWorld, name: string) => {
    const text = await world.metrics.getSingleMetricAsString('live_sockets')
    return Number(new RegExp(`phase="${name}"} (\\d+)`).exec(text)?.[1] ?? 0)
  }
  const appendBig = (world: LiveWorld, count: number) =>
    store.database.db.transaction((tx) => appendEvents(tx, big(world.workspaceId, count)))

  it('[L18] costs a cursor and not a queue, and gets everything in the end', async () => {
    const world = await openWorld(store)
    const [slow, quick] = [
      await world.enter(world.member(['account:1'])),
      await world.enter(world.member(['account:1'])),
    ]
    slow.ws.pause()
    for (let i = 0; i < 5; i++) await appendBig(world, 60) // 18 MB: more than the kernel takes
    await vi.waitFor(() => expect(quick.events).toHaveLength(300))
    await vi.waitFor(async () => expect(await phase(world, 'held')).toBe(1))

    slow.ws.resume()

    await vi.waitFor(() => expect(slow.events).toHaveLength(300))
    expect(slow.events.map(({ id }) => id)).toEqual(quick.events.map(({ id }) => id))
    expect(slow.of('events').map(({ n }) => n)).toEqual(slow.of('events').map((_, i) => i + 1))
    await vi.waitFor(async () => expect(await phase(world, 'live')).toBe(2))
    await slow.hears([...slow.heard, ...(await world.append(['account:1']))])
  })

  it('[L18] is not sent a long replay faster than it takes it', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    for (let i = 0; i < 4; i++) await appendBig(world, 60)
    const slow = world.connect()
    await slow.until('hello')
    slow.ws.pause()
    slow.send({ op: 'auth', token: member.token, cursor })
    await vi.waitFor(async () => expect(await phase(world, 'held')).toBe(1))
    slow.ws.resume()
    await vi.waitFor(() => expect(slow.events).toHaveLength(240))
    await slow.until('ready', 2)
    expect(new Set(slow.events.map(({ id }) => id)).size).toBe(240)
  })

  it('[L19] is closed with 4410 when it does not drain, and comes back with its cursor', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const slow = await world.enter(member, await world.cursor(member))
    slow.ws.pause()
    for (let i = 0; i < 3; i++) await appendBig(world, 80)
    await vi.waitFor(async () => expect(await phase(world, 'held')).toBe(1))
    world.clock.advance(30_000)
    expect(await phase(world, 'held')).toBe(1)
    world.clock.advance(1_000)
    expect(await phase(world, 'held')).toBe(0)
    slow.ws.resume()
    expect(await slow.closed).toMatchObject({ code: 4410 })

    const back = await world.enter(member, slow.cursor)
    await vi.waitFor(() => expect(slow.events.length + back.events.length).toBe(240))
  })

  it('[L19] is told to resync when it has fallen too far behind', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const slow = await world.enter(member)
    slow.ws.pause()
    for (let i = 0; i < 3; i++) await appendBig(world, 80)
    await vi.waitFor(async () => expect(await phase(world, 'held')).toBe(1))
    await world.append(...Array<string[]>(10_001).fill(['account:1']))
    slow.ws.resume()
    expect(await slow.until('ready', 2)).toMatchObject({ mode: 'resync', reason: 'too_slow' })
  })

  it('[L26] gets no typing and no presence', async () => {
    const world = await openWorld(store, { audiencesOfConversation: async () => ['account:1'] })
    const [slow, typist] = [
      await world.enter(world.member(['account:1'])),
      await world.enter(world.member(['account:1'])),
    ]
    slow.ws.pause()
    for (let i = 0; i < 3; i++) await appendBig(world, 80)
    await vi.waitFor(async () => expect(await phase(world, 'held')).toBe(1))
    typist.send({ op: 'typing', conversation_id: 'c', is_typing: true })
    await typist.answered()
    slow.ws.resume()
    await vi.waitFor(() => expect(slow.events).toHaveLength(240))
    await slow.hears([...slow.heard, ...(await world.append(['account:1']))])
    expect(slow.of('volatile')).toEqual([])
  })
})

describe('whatever a client sends', () => {
  it('[L23] ends nothing but its own connection: 2,000 random frames', async () => {
    const world = await openWorld(store, {
      limits: { handshakeBurst: 10_000, waiting: 10_000, connectionsPerMember: 5 },
    })
    const member = world.member(['account:1'])
    const witness = await world.enter(world.member(['account:1']))
    const cursor = await world.cursor(member)
    const valid = fc.constantFrom(
      { op: 'auth', token: member.token, cursor },
      { op: 'auth', token: member.token },
      { op: 'heartbeat', n: 1, cursor },
      { op: 'pull', cursor },
      { op: 'typing', conversation_id: 'c', is_typing: true },
      { op: 'presence', state: 'online' },
    )
    const field = fc.constantFrom('op', 'token', 'cursor', 'n', 'state', 'conversation_id', '__proto__', 'constructor')
    const mutated = fc.tuple(valid, field, fc.jsonValue()).map(([frame, name, value]) => ({ ...frame, [name]: value }))
    const frame = fc.oneof(
      { weight: 3, arbitrary: valid.map((one) => JSON.stringify(one)) },
      { weight: 3, arbitrary: mutated.map((one) => JSON.stringify(one)) },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.nat(30_000).map((depth) => '['.repeat(depth)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '{"op":"pull","cursor":1e999}',
          '{"op":"heartbeat","n":1e400}',
          'null',
          '"'.repeat(3),
        ),
      },
    )
    const codes = new Set<number>()
    let sent = 0
    const frames = fc.sample(fc.array(frame, { minLength: 1, maxLength: 20 }), 400)
    for (const [i, batch] of frames.entries()) {
      const socket = i % 3 === 0 ? world.connect() : await world.enter(member)
      await socket.until('hello')
      for (const one of batch) {
        if (socket.ws.readyState === 1) socket.send(one)
        sent++
      }
      if (socket.ws.readyState === 1) await Promise.race([socket.answered(), socket.closed])
      socket.ws.terminate()
      codes.add((await socket.closed).code)
    }

    expect(sent).toBeGreaterThanOrEqual(2_000)
    const expected = [1006, 1007, 4400, 4401, 4409]
    expect([...codes].filter((code) => !expected.includes(code))).toEqual([])
    expect(codes.has(4400) && codes.has(4401)).toBe(true)
    expect(world.errors).not.toHaveBeenCalled()
    await witness.hears(await world.append(['account:1']))
  })
})
