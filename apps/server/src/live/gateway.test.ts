import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { AppError } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { appendEvents, cursorFor, formatCursor, type NewEvent, parseCursor, readBounds } from '../eventlog/index.ts'
import { createWorkspace, memberUpdated, note } from '../eventlog/testing.ts'
import { type LiveWorld, openWorld, type Store, startStore, type TestMember } from './testing.ts'

let store: Store
beforeAll(async () => {
  store = await startStore()
})
afterAll(() => store.close())

describe('coming in', () => {
  it('[L1] is greeted at once', async () => {
    const world = await openWorld(store)
    const socket = world.connect()
    expect(await socket.until('hello')).toEqual({
      op: 'hello',
      heartbeat_ms: 25_000,
      session_id: expect.stringMatching(/^[\w-]{16}$/),
    })
  })

  it('[L1] ends with 4401 for whoever does not say who they are within five seconds', async () => {
    const world = await openWorld(store)
    const silent = world.connect()
    await silent.until('hello')
    world.clock.advance(5_000)
    expect(silent.isClosed).toBe(false)
    world.clock.advance(1_000)
    expect(await silent.closed).toMatchObject({ code: 4401 })
  })

  it('[L1] ends with 4400 for a first frame of more than 4 KiB', async () => {
    const world = await openWorld(store)
    const member = world.member()
    const [small, big] = [world.connect(), world.connect()]
    await Promise.all([small.until('hello'), big.until('hello')])
    const auth = JSON.stringify({ op: 'auth', token: member.token })
    small.send(auth + ' '.repeat(4_096 - auth.length))
    big.send(auth + ' '.repeat(4_097 - auth.length))
    expect(await big.closed).toMatchObject({ code: 4400 })
    await small.until('ready')
  })

  it('[L1] ends with 4401 for an unknown token', async () => {
    const world = await openWorld(store)
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'auth', token: 'made up' })
    expect(await socket.closed).toMatchObject({ code: 4401, reason: 'unauthenticated' })
  })

  it('takes frames that come before hello has been read', async () => {
    const world = await openWorld(store)
    const member = world.member()
    const socket = world.connect()
    socket.ws.on('open', () => {
      socket.send({ op: 'auth', token: member.token })
      socket.send({ op: 'heartbeat' })
    })
    expect(await socket.until('ready')).toMatchObject({ mode: 'live' })
  })

  it.each([
    ['https://inbox.example', 101],
    [undefined, 101],
    ['https://inbox.example.evil.example', 403],
    ['https://evil.example', 403],
    ['http://inbox.example', 403],
    ['https://inbox.example:8443', 403],
    ['null', 403],
  ])('[L2] from origin %s answers %i', async (origin, status) => {
    const world = await openWorld(store)
    const socket = world.connect(origin ? { origin } : {})
    if (status === 101) await socket.until('hello')
    else expect(await socket.refused).toMatchObject({ status })
  })

  it('answers 404 on another path', async () => {
    const world = await openWorld(store)
    world.url = world.url.replace('realtime', 'elsewhere')
    expect(await world.connect().refused).toMatchObject({ status: 404 })
  })

  it('answers a malformed handshake and keeps no place for it', async () => {
    const world = await openWorld(store, { limits: { waiting: 1 } })
    const { port } = new URL(world.url)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      socket.on('data', (data) => resolve(String(data)))
      socket.write('GET /api/v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })
    expect(answer).toMatch(/^HTTP\/1.1 400/)
    await world.connect().until('hello')
  })

  it('[L3] refuses the 21st unauthenticated socket of an address, and not that of another', async () => {
    const world = await openWorld(store)
    const from = (address: string) => world.connect({ headers: { 'x-forwarded-for': `10.0.0.1, ${address}` } })
    const crowd = Array.from({ length: 20 }, () => from('203.0.113.7'))
    await Promise.all(crowd.map((socket) => socket.until('hello')))

    const refused = await from('203.0.113.7').refused
    expect(refused.status).toBe(503)
    expect(Number(refused.retryAfter)).toBeGreaterThanOrEqual(1)
    expect(Number(refused.retryAfter)).toBeLessThanOrEqual(10)
    await from('203.0.113.8').until('hello')

    crowd[0]!.send({ op: 'auth', token: world.member().token })
    await crowd[0]!.until('ready') // has made room
    await from('203.0.113.7').until('hello')
    crowd[1]!.ws.terminate()
    await vi.waitFor(async () => expect(await metric(world, 'live_sockets{phase="greeting"}')).toBe(20))
    await from('203.0.113.7').until('hello')
  })

  it('[L3] does not count this machine as an address', async () => {
    const world = await openWorld(store)
    await Promise.all(Array.from({ length: 25 }, () => world.connect().until('hello')))
  })

  it('[L3] refuses more unauthenticated sockets than the process takes', async () => {
    const world = await openWorld(store, { limits: { waiting: 3 } })
    await Promise.all([1, 2, 3].map(() => world.connect().until('hello')))
    expect(await world.connect().refused).toMatchObject({ status: 503 })
  })

  it('[L3] refuses handshakes that come too fast, until time has passed', async () => {
    const world = await openWorld(store, { limits: { handshakesPerSecond: 2, handshakeBurst: 3 } })
    await Promise.all([1, 2, 3].map(() => world.connect().until('hello')))
    expect(await world.connect().refused).toMatchObject({ status: 503 })
    world.clock.advance(500)
    await world.connect().until('hello')
    expect(await world.connect().refused).toMatchObject({ status: 503 })
  })

  it('[L4] closes the oldest connection of a member who has too many', async () => {
    const world = await openWorld(store)
    const [member, other] = [world.member(), world.member()]
    const bystander = await world.enter(other)
    const sockets = []
    for (let i = 0; i < 11; i++) sockets.push(await world.enter(member))
    expect(await sockets[0]!.closed).toMatchObject({ code: 4409, reason: 'replaced' })
    expect([bystander, ...sockets.slice(1)].some(({ isClosed }) => isClosed)).toBe(false)
  })
})

describe('the beginning of a stream', () => {
  it('[L5] is live where nothing is due', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    await world.append(['account:1'])
    const cursor = await world.cursor(member)
    await world.append(['account:2']) // only others hear this

    const socket = await world.enter(member, cursor)

    expect(socket.ready).toMatchObject([{ mode: 'live' }])
    const later = await world.append(['account:1'])
    await socket.hears(later)
    expect(socket.ready).toHaveLength(1)
  })

  it('[L5] is a replay where something was missed, with a second ready at its end', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    const missed = await world.append(['account:1'], ['account:1'])
    await world.append(['account:2'])

    const socket = await world.enter(member, cursor)
    const live = await socket.until('ready', 2)

    expect(socket.ready).toMatchObject([{ mode: 'replay', cursor }, { mode: 'live' }])
    expect(socket.heard).toEqual(missed)
    expect(socket.frames.at(-1)).toBe(live)
    expect(parseCursor(live.cursor)).toMatchObject({ pos: 3 })
  })

  it('[L5] replays thousands of events in pages, in order, while more are written', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    const written: string[] = []
    const appendMany = async (count: number) => {
      const ids = await world.append(...Array.from({ length: count }, (_, i) => [i % 2 ? 'account:1' : 'account:2']))
      written.push(...ids.filter((_, i) => i % 2))
    }
    await appendMany(10_000)
    const readPage = vi.spyOn(world.log, 'readPage')

    const socket = await world.enter(member, cursor)
    for (let i = 0; i < 20; i++) await appendMany(10)

    await socket.hears(written)
    await socket.until('ready', 2)
    expect(written).toHaveLength(5_100)
    expect(readPage.mock.calls.length).toBeGreaterThanOrEqual(8) // the newest thousand are in the tail
    expectCounted(socket)
    expect(socket.ready.map(({ mode }) => mode)).toEqual(['replay', 'live'])
  })

  it('[L5] answers from the tail without asking the database', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    const missed = await world.append(['account:1'], ['account:2'], ['account:1'])
    await world.enter(world.member()) // the tail is warm
    const spies = [vi.spyOn(world.log, 'readPage'), vi.spyOn(world.log, 'readStanding')]

    const socket = await world.enter(member, cursor)

    await socket.hears([missed[0]!, missed[2]!])
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })

  it('[L6] is now without a cursor', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    await world.append(['account:1'])
    const socket = await world.enter(member)
    expect(socket.ready).toMatchObject([{ mode: 'live' }])
    const later = await world.append(['account:1'])
    await socket.hears(later)
  })

  it('[L19] becomes a resync where retention overtakes a replay', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    await world.append(...Array<string[]>(1_600).fill(['account:1']))
    const { readPage } = world.log
    vi.spyOn(world.log, 'readPage').mockImplementationOnce(async (query, limit) => {
      const page = await readPage(query, limit)
      await store.database.db.pool.query('update workspaces set floor = 550 where id = $1', [world.workspaceId])
      return page
    })

    const socket = await world.enter(member, cursor)

    expect(await socket.until('ready', 2)).toMatchObject({ mode: 'resync', reason: 'too_slow' })
    expect(socket.heard).toHaveLength(500)
  })

  it('waits for the log where a snapshot was quicker', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    await world.enter(world.member()) // the log is being followed
    await store.database.db.transaction(async (tx) => {
      // Committed, but nobody has been woken.
      await appendEvents(tx, [note(world.workspaceId, ['account:1'])])
    })
    const socket = await world.enter(member, await world.cursor(member))
    expect(socket.ready).toMatchObject([{ mode: 'live' }])
  })

  it.each([
    ['epoch', 'is no cursor', async () => 'junk'],
    [
      'epoch',
      'is of another log',
      async (_world: LiveWorld, member: TestMember) => {
        const other = await createWorkspace(store.database.db)
        return cursorFor(await readBounds(store.database.db.read, other), member.audiences)
      },
    ],
    [
      'epoch',
      'lies in the future',
      async (world: LiveWorld, member: TestMember) => {
        const cursor = parseCursor(await world.cursor(member))!
        return formatCursor({ ...cursor, pos: cursor.pos + 1 })
      },
    ],
    ['acl', 'was made for other audiences', async (world: LiveWorld) => world.cursor(world.member(['account:9']))],
    [
      'outdated',
      'lies below the floor',
      async (world: LiveWorld, member: TestMember) => {
        const cursor = await world.cursor(member)
        await world.append(['account:1'], ['account:1'])
        await store.database.db.pool.query('update workspaces set floor = 2 where id = $1', [world.workspaceId])
        return cursor
      },
    ],
    [
      'outdated',
      'is too far behind',
      async (world: LiveWorld, member: TestMember) => {
        const cursor = await world.cursor(member)
        await world.append(...Array<string[]>(10_001).fill(['account:1']))
        return cursor
      },
    ],
  ])('[L7] is a resync (%s) where the cursor %s', async (reason, _, makeCursor) => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await makeCursor(world, member)

    const socket = await world.enter(member, cursor)
    expect(socket.ready).toMatchObject([{ mode: 'resync', reason }])

    const missed = await world.append(['account:1'])
    const fresh = await world.cursor(member)
    socket.send({ op: 'pull', cursor: fresh })
    await socket.until('ready', 2)
    expect(socket.ready[1]).toMatchObject({ mode: 'live', cursor: fresh })
    expect(socket.heard).not.toContain(missed[0]) // it is in the snapshot
    await socket.hears(await world.append(['account:1']))
  })

  it('[L7] sends nothing between a resync and the pull', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member, 'junk')
    const witness = await world.enter(world.member(['account:1']))
    const before = await world.cursor(member)
    const events = await world.append(['account:1'], ['account:1'])
    await witness.hears(events)
    expect(socket.frames.map(({ op }) => op)).toEqual(['hello', 'ready'])

    socket.send({ op: 'pull', cursor: before })

    await socket.hears(events)
    expect(socket.ready.map(({ mode }) => mode)).toEqual(['resync', 'replay', 'live'])
  })

  it('[L7] gives a cursor with a resync that continues nowhere', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member, 'junk')
    socket.send({ op: 'pull', cursor: socket.cursor })
    expect(await socket.until('ready', 2)).toMatchObject({ mode: 'resync' })
    world.clock.advance(30_000)
    const { cursor } = await socket.until('heartbeat')
    expect((await world.enter(member, cursor)).ready).toMatchObject([{ mode: 'resync' }])
  })

  it('[L8] can be pulled again at any time, and the counter goes on', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const start = await world.cursor(member)
    const socket = await world.enter(member, start)
    const events = await world.append(['account:1'], ['account:1'])
    await socket.hears(events)

    socket.send({ op: 'pull', cursor: start })

    await socket.hears([...events, ...events])
    await socket.until('ready', 3)
    expect(socket.ready.map(({ mode }) => mode)).toEqual(['live', 'replay', 'live'])
    expectCounted(socket)
  })

  it('[L8] throws away what an earlier pull was still reading', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const start = await world.cursor(member)
    await world.append(...Array<string[]>(1_600).fill(['account:1']))
    const { readPage } = world.log
    const gate = Promise.withResolvers<void>()
    const reading = vi.spyOn(world.log, 'readPage').mockImplementationOnce(async (query, limit) => {
      const page = await readPage(query, limit)
      await gate.promise
      return page
    })
    const socket = await world.enter(member, start)
    await vi.waitFor(() => expect(reading).toHaveBeenCalled())

    socket.send({ op: 'pull', cursor: await world.cursor(member) })
    expect(await socket.until('ready', 2)).toMatchObject({ mode: 'live' })
    gate.resolve()

    const later = await world.append(['account:1'])
    await socket.hears(later)
  })

  it('[L8] answers the last of many pulls, and sends its events once', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const start = await world.cursor(member)
    const events = await world.append(...Array<string[]>(3_000).fill(['account:1']))
    const socket = await world.enter(member, await world.cursor(member))

    for (let i = 0; i < 5; i++) socket.send({ op: 'pull', cursor: start })

    await vi.waitFor(() =>
      expect(socket.ready.at(-1)).toMatchObject({ mode: 'live', cursor: expect.stringMatching(/./) }),
    )
    await vi.waitFor(() => {
      const last = socket.frames.findLastIndex((frame) => frame.op === 'ready' && frame.mode === 'replay')
      const after = socket.frames.slice(last).flatMap((frame) => (frame.op === 'events' ? frame.events : []))
      expect(after.map(({ data }) => data.id)).toEqual(events)
      expect(socket.frames.at(-1)).toMatchObject({ op: 'ready', mode: 'live' })
    })
  })
})

describe('events', () => {
  it('[L10] carry the counter of the connection and the cursor after them', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member)
    const written = []
    for (let i = 0; i < 3; i++) {
      written.push(...(await world.append(['account:1'])))
      await socket.hears(written)
    }
    expectCounted(socket)
    for (const [i, { cursor }] of socket.of('events').entries()) {
      const again = await world.enter(member, cursor)
      await again.hears(written.slice(i + 1))
    }
  })

  it('[L11] share a frame when they come together, and a body among all who hear them', async () => {
    const world = await openWorld(store)
    const sockets = await Promise.all([
      world.enter(world.member(['account:1'])),
      world.enter(world.member(['account:1', 'account:2'])),
    ])
    const events = await world.append(['account:1'], ['account:1'], ['account:1'])
    await Promise.all(sockets.map((socket) => socket.hears(events)))
    for (const socket of sockets) expect(socket.of('events')).toHaveLength(1)
  })

  it('[L11] are cut into frames of 500', async () => {
    const world = await openWorld(store)
    const socket = await world.enter(world.member(['account:1']))
    const events = await world.append(...Array<string[]>(1_200).fill(['account:1']))
    await socket.hears(events)
    for (const frame of socket.of('events')) expect(frame.events.length).toBeLessThanOrEqual(500)
    expectCounted(socket)
  })

  it('[L11] larger than a frame have a frame of their own', async () => {
    const world = await openWorld(store, { limits: { frameCharacters: 1_000 } })
    const socket = await world.enter(world.member(['account:1']))
    const ids = ['small', 'x'.repeat(100_000), 'é'.repeat(30_000), 'after']
    const notes = ids.map((id) => note(world.workspaceId, ['account:1'], id))
    await store.database.db.transaction((tx) => appendEvents(tx, notes))
    await socket.hears(ids)
    expect(socket.of('events').map((frame) => frame.events.length)).toEqual([1, 1, 1, 1])
  })

  it('[L12] of others move the cursor with the next heartbeat', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const [socket, witness] = [await world.enter(member), await world.enter(world.member(['account:2']))]
    await witness.hears(await world.append(['account:2'], ['account:2']))
    expect(socket.of('events')).toEqual([])

    world.clock.advance(30_000)

    const heartbeat = await socket.until('heartbeat')
    expect(socket.of('events')).toEqual([{ op: 'events', n: 1, cursor: heartbeat.cursor, events: [] }])
    expect(heartbeat).toMatchObject({ n: 1, cursor: await world.cursor(member) })
  })

  it('[L13] are heard within seconds where a wake-up was lost', async () => {
    const world = await openWorld(store)
    const socket = await world.enter(world.member(['account:1']))
    const quiet = note(world.workspaceId, ['account:1'])
    await store.database.db.pool.query(
      `with head as (update workspaces set head = head + 1 where id = $1 returning id, head)
       insert into events select id, head, 'account:1', now(), gen_random_uuid(), null, $2, $3 from head`,
      [world.workspaceId, quiet.type, JSON.stringify(quiet.data)],
    )
    expect(socket.heard).toEqual([])
    world.clock.advance(3_000)
    await socket.hears([idOf(quiet)])
  })

  it('never reach another workspace', async () => {
    const world = await openWorld(store)
    const foreign = await createWorkspace(store.database.db)
    const stranger = world.member(['account:1'], { workspaceId: foreign })
    const [socket, outside] = [await world.enter(world.member(['account:1'])), await world.enter(stranger)]
    await socket.hears(await world.append(['account:1']))
    world.clock.advance(30_000)
    await outside.until('heartbeat')
    expect(outside.of('events')).toEqual([])
  })
})

describe('a change of access', () => {
  const announce = (member: TestMember) =>
    store.database.db.transaction((tx) => appendEvents(tx, [memberUpdated(member.viewer)]))

  it('[L14] is the last that is sent under the old audiences', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1', 'account:2'])
    const [socket, witness] = [await world.enter(member), await world.enter(world.member(['account:2']))]

    member.audiences = member.audiences.filter((key) => key !== 'account:2')
    const secret = await store.database.db.transaction(async (tx) => {
      const after = note(world.workspaceId, ['account:2'])
      await appendEvents(tx, [note(world.workspaceId, ['account:2'], 'still'), memberUpdated(member.viewer), after])
      return after
    })

    await witness.hears(['still', idOf(secret)])
    expect(await socket.until('ready', 2)).toMatchObject({ mode: 'resync', reason: 'acl' })
    expect(socket.events.map(({ type }) => type)).toEqual(['message_status_update', 'member_updated'])
    const fresh = await world.cursor(member)
    const [heard] = await world.append(['account:1'], ['account:2'])
    socket.send({ op: 'pull', cursor: fresh })
    await vi.waitFor(() => expect(socket.heard.at(-1)).toBe(heard))
    expect(socket.heard).not.toContain(idOf(secret))
  })

  it('[L14] lets the stream go on where nothing has changed for this member', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member)
    await announce(member)
    const [later] = await world.append(['account:1'])
    await vi.waitFor(() => expect(socket.heard.at(-1)).toBe(later))
    expect(socket.ready).toHaveLength(1)
    expect(socket.events).toHaveLength(2)
    expectCounted(socket)
  })

  it('[L14] holds back what comes with it, until it is known that nothing has changed', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member)
    await store.database.db.transaction(async (tx) => {
      const notes = ['before', 'after', 'last'].map((id) => note(world.workspaceId, ['account:1'], id))
      await appendEvents(tx, [
        notes[0]!,
        memberUpdated(member.viewer),
        notes[1]!,
        memberUpdated(member.viewer),
        notes[2]!,
      ])
    })
    const id = member.viewer.member_id
    await socket.hears(['before', id, 'after', id, 'last'])
    expect(socket.of('events').map(({ events }) => events.length)).toEqual([2, 3])
    expectCounted(socket)
  })

  it('[L14] is noticed in a replay too, if it is newer than the audiences', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    await world.append(['account:1'])
    await announce(member)
    // The member changes while the audiences are being read: the answer is the old one.
    const old = member.audiences
    const witness = await world.enter(world.member(['account:1']))
    world.audiencesOf.mockImplementationOnce(async () => {
      member.audiences = [...old, 'account:7']
      await announce(member)
      await witness.hears(await world.append(['account:1'])) // so the tail has read it all
      return old
    })

    const socket = await world.enter(member, cursor)

    await vi.waitFor(() => expect(socket.ready.at(-1)).toMatchObject({ mode: 'resync', reason: 'acl' }))
    expect(socket.events.map(({ type }) => type)).toEqual(['message_status_update', 'member_updated', 'member_updated'])
  })

  it('[L14] asks again at a pull, whose cursor may be for other audiences', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member)
    member.audiences = [...member.audiences, 'account:2'] // and no event has said so yet
    const cursor = await world.cursor(member)
    const events = await world.append(['account:2'])

    socket.send({ op: 'pull', cursor })

    await socket.hears(events)
  })

  it('[L14] is not slept through by a cursor from beyond it', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member, 'junk') // waits for a pull
    const old = { ...member }
    member.audiences = member.audiences.slice(0, 2)
    await announce(member)

    socket.send({ op: 'pull', cursor: await world.cursor(old) }) // for the old audiences, after the event

    expect(await socket.until('ready', 2)).toMatchObject({ mode: 'resync', reason: 'acl' })
  })

  it('[L14] closes with 4401 who may hear nothing any more', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const socket = await world.enter(member)
    world.members.delete(member.token)
    await announce(member)
    expect(await socket.closed).toMatchObject({ code: 4401 })
  })

  it('[L15] by an expired token closes with 4401 half a minute later', async () => {
    const world = await openWorld(store)
    const socket = await world.enter(world.member([], { expiresInMs: 10_000 }))
    world.clock.advance(40_000)
    await world.connect().until('hello')
    expect(socket.isClosed).toBe(false)
    world.clock.advance(1_000)
    expect(await socket.closed).toMatchObject({ code: 4401 })
  })

  it('[L15] is put off by a second auth, which is not answered', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'], { expiresInMs: 10_000 })
    const socket = await world.enter(member)
    world.members.set('renewed', { ...member, token: 'renewed', expiresAt: new Date(world.clock.now() + 900_000) })
    socket.send({ op: 'auth', token: 'renewed' })
    socket.send({ op: 'pull', cursor: await world.cursor(member) })
    await socket.until('ready', 2) // whatever was sent before has been read
    world.clock.advance(60_000)
    await socket.hears(await world.append(['account:1']))
    expect(socket.ready).toHaveLength(2)
  })

  it('[L15] to another member or workspace closes with 4403, and to nobody with 4401', async () => {
    const world = await openWorld(store)
    const member = world.member()
    const elsewhere = { ...member, token: 'elsewhere', viewer: { ...member.viewer, workspace_id: randomUUID() } }
    world.members.set('elsewhere', elsewhere)
    for (const [token, code] of [
      [world.member().token, 4403],
      ['elsewhere', 4403],
      ['nobody', 4401],
    ] as const) {
      const socket = await world.enter(member)
      socket.send({ op: 'auth', token })
      expect(await socket.closed).toMatchObject({ code })
    }
  })

  it('[L16] by the end of the session closes with 4401 within three seconds', async () => {
    const world = await openWorld(store)
    const [gone, staying] = [world.member(), world.member(['account:1'])]
    const [socket, other] = [await world.enter(gone), await world.enter(staying)]
    world.members.delete(gone.token)
    world.clock.advance(3_000)
    expect(await socket.closed).toMatchObject({ code: 4401 })
    await other.hears(await world.append(['account:1']))
  })

  it('[L16] closes nobody while sessions cannot be asked for', async () => {
    const asked = vi.fn<() => Promise<Set<string>>>().mockRejectedValue(new Error('the database is away'))
    const world = await openWorld(store, { sessionsAlive: asked })
    const socket = await world.enter(world.member(['account:1']))
    world.clock.advance(3_000)
    await vi.waitFor(() => expect(world.errors).toHaveBeenCalledOnce())
    await socket.hears(await world.append(['account:1']))
  })

  it('[L17] to a log that begins anew is told to everybody', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    await world.append(['account:1'])
    const sockets = [await world.enter(member), await world.enter(world.member())]
    await store.database.db.pool.query('update workspaces set epoch = gen_random_uuid() where id = $1', [
      world.workspaceId,
    ])
    world.clock.advance(3_000)
    for (const socket of sockets)
      expect(await socket.until('ready', 2)).toMatchObject({ mode: 'resync', reason: 'epoch' })
    sockets[0]!.send({ op: 'pull', cursor: await world.cursor(member) })
    expect(await sockets[0]!.until('ready', 3)).toMatchObject({ mode: 'live' })
    await sockets[0]!.hears(await world.append(['account:1']))
  })
})

describe('a client that sends', () => {
  const inside = async (store: Store) => {
    const world = await openWorld(store)
    return { world, socket: await world.enter(world.member()) }
  }

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['an unknown op', '{"op":"shout"}'],
    ['a field of the wrong type', '{"op":"pull","cursor":1}'],
    ['a pull without a cursor', '{"op":"pull"}'],
    ['an empty frame', ''],
    ['bytes', Buffer.from('{"op":"heartbeat"}')],
  ])('[L22] %s is closed with 4400', async (_, frame) => {
    const { socket } = await inside(store)
    socket.ws.send(frame, { binary: Buffer.isBuffer(frame) })
    expect(await socket.closed).toMatchObject({ code: 4400, reason: 'bad_frame' })
  })

  it('[L22] a frame of more than 64 KiB is closed with 1009', async () => {
    const { socket } = await inside(store)
    socket.send(JSON.stringify({ op: 'heartbeat', padding: 'x'.repeat(65_536) }))
    expect(await socket.closed).toMatchObject({ code: 1009 })
  })

  it('[L22] something else before auth is closed with 4401', async () => {
    const world = await openWorld(store)
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'heartbeat' })
    expect(await socket.closed).toMatchObject({ code: 4401 })
  })

  it('[L22] a pull before it has been answered who it is, is closed with 4400', async () => {
    const { promise, resolve } = Promise.withResolvers<never>()
    const world = await openWorld(store, { identify: () => promise })
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'auth', token: 'x' })
    socket.send({ op: 'pull', cursor: 'x' })
    expect(await socket.closed).toMatchObject({ code: 4400 })
    resolve(undefined as never)
  })

  it('[L22] more than 60 frames at once is closed with 4429, and 30 per second are not', async () => {
    const { world, socket } = await inside(store)
    for (let i = 0; i < 59; i++) socket.send({ op: 'heartbeat' }) // and one auth
    for (let second = 0; second < 3; second++) {
      await socket.answered()
      world.clock.advance(1_000)
      for (let i = 0; i < 30; i++) socket.send({ op: 'heartbeat' })
    }
    await socket.answered()
    expect(socket.isClosed).toBe(false)
    socket.send({ op: 'heartbeat' })
    expect(await socket.closed).toMatchObject({ code: 4429 })
  })
})

describe('heartbeats', () => {
  it('[L20] come every 25 ± 5 seconds, the first one earlier', async () => {
    const world = await openWorld(store, { random: Math.random })
    const socket = await world.enter(world.member())
    const at: number[] = []
    for (let second = 0; second < 120; second++) {
      world.clock.advance(1_000)
      const before = at.length
      await vi.waitFor(async () => {
        await socket.answered()
        for (let i = at.length; i < socket.of('heartbeat').length; i++) at.push(second)
      })
      if (at.length > before) socket.send({ op: 'heartbeat', n: 0 })
      await socket.answered()
    }
    const gaps = at.slice(1).map((second, i) => second - at[i]!)
    expect(at[0]).toBeLessThanOrEqual(26)
    expect(gaps.length).toBeGreaterThanOrEqual(3)
    for (const gap of gaps) expect(gap >= 20 && gap <= 31).toBe(true)
  })

  it('[L20] that are not answered close with 4408', async () => {
    const world = await openWorld(store)
    const socket = await world.enter(world.member())
    for (const seconds of [13, 25, 25]) {
      expect(socket.isClosed).toBe(false)
      await socket.answered()
      world.clock.advance(seconds * 1_000)
    }
    expect(await socket.closed).toMatchObject({ code: 4408 })
    expect(socket.of('heartbeat')).toHaveLength(2)
  })

  it('[L21] stop while the log cannot be read', async () => {
    const world = await openWorld(store, { limits: { staleLogMs: 10_000 } })
    const socket = await world.enter(world.member(['account:1']))
    const query = vi.spyOn(store.database.db.pool, 'query').mockRejectedValue(new Error('the database is away'))
    onTestFinished(() => query.mockRestore())
    await oneByOne(world, 60)
    await socket.answered()
    const early = socket.of('heartbeat').length
    expect(early).toBeLessThanOrEqual(1)
    await oneByOne(world, 60)
    await socket.answered()
    expect(socket.of('heartbeat')).toHaveLength(early)

    query.mockRestore()
    await vi.waitFor(() => {
      world.clock.advance(1_000)
      expect(socket.of('heartbeat').length).toBeGreaterThan(early)
    })
  })

  async function oneByOne(world: LiveWorld, seconds: number) {
    for (let i = 0; i < seconds; i++) {
      world.clock.advance(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
})

describe('typing and presence', () => {
  const conversation = randomUUID()
  const withTyping = () =>
    openWorld(store, {
      audiencesOfConversation: async (_, id) => (id === conversation ? ['account:1', 'account:2'] : null),
    })

  it('[L24] typing is passed on to those who may hear the conversation', async () => {
    const world = await withTyping()
    const typist = world.member(['account:1'])
    const [socket, own, hearer, deaf] = await Promise.all([
      world.enter(typist),
      world.enter(typist),
      world.enter(world.member(['account:2'])),
      world.enter(world.member(['account:3'])),
    ])
    socket.send({ op: 'typing', conversation_id: conversation, is_typing: true })
    expect(await hearer.until('volatile')).toEqual({
      op: 'volatile',
      type: 'typing',
      data: { conversation_id: conversation, member_id: typist.viewer.member_id, is_typing: true },
    })
    for (const other of [own, deaf, socket]) expect(other.of('volatile')).toEqual([])
  })

  it('[L24] typing is passed on once in two seconds, and that it stopped at once', async () => {
    const world = await withTyping()
    const [socket, hearer] = [
      await world.enter(world.member(['account:1'])),
      await world.enter(world.member(['account:1'])),
    ]
    const say = async (is_typing: boolean) => {
      socket.send({ op: 'typing', conversation_id: conversation, is_typing })
      await socket.answered()
    }
    await say(true)
    await say(true)
    await say(false)
    await say(true)
    world.clock.advance(2_000)
    await say(true)
    await hearer.until('volatile', 4)
    expect(hearer.of('volatile').map(({ data }) => data.is_typing)).toEqual([true, false, true, true])
  })

  it('[L24] typing in a conversation that the typist may not hear goes nowhere', async () => {
    const world = await withTyping()
    const [outsider, hearer] = [
      await world.enter(world.member(['account:9'])),
      await world.enter(world.member(['account:1'])),
    ]
    outsider.send({ op: 'typing', conversation_id: conversation, is_typing: true })
    outsider.send({ op: 'typing', conversation_id: randomUUID(), is_typing: true })
    await outsider.answered()
    await hearer.answered()
    expect(hearer.of('volatile')).toEqual([])
    expect(outsider.isClosed).toBe(false)
  })

  it('[L25] presence is told to those who take part, and its changes', async () => {
    const world = await openWorld(store)
    const [ada, bob, eve] = [world.member(), world.member(), world.member()]
    const [first, bystander] = [await world.enter(ada), await world.enter(eve)]
    first.send({ op: 'presence', state: 'online' })
    await first.answered()
    world.clock.advance(2_000)
    expect((await first.until('volatile')).data).toEqual({
      members: [{ member_id: ada.viewer.member_id, state: 'online' }],
    })

    const second = await world.enter(bob)
    second.send({ op: 'presence', state: 'away' })
    expect((await second.until('volatile')).data).toEqual({
      members: [{ member_id: ada.viewer.member_id, state: 'online' }],
    })
    world.clock.advance(2_000)
    expect((await first.until('volatile', 2)).data).toEqual({
      members: [{ member_id: bob.viewer.member_id, state: 'away' }],
    })

    first.ws.close()
    await first.closed
    await vi.waitFor(async () => expect(await metric(world, 'live_sockets{phase="live"}')).toBe(2))
    world.clock.advance(2_000)
    expect((await second.until('volatile', 3)).data).toEqual({
      members: [{ member_id: ada.viewer.member_id, state: 'offline' }],
    })
    expect(bystander.of('volatile')).toEqual([])
  })
})

describe('going away', () => {
  it('[L27] says goodbye, closes one after the other and refuses newcomers', async () => {
    const world = await openWorld(store, { random: Math.random })
    const sockets = await Promise.all(Array.from({ length: 20 }, () => world.enter(world.member())))
    const began = performance.now()
    const closing = world.gateway.close({ overMs: 1_000 })
    expect(await world.connect().refused).toMatchObject({ status: 503 })
    await Promise.race(sockets.map(({ closed }) => closed))
    expect(sockets.filter(({ isClosed }) => !isClosed)).not.toEqual([])
    await closing

    for (const socket of sockets) {
      expect(await socket.closed).toMatchObject({ code: 1012, reason: 'restarting' })
      expect(socket.of('bye')).toEqual([{ op: 'bye', code: 1012, resume: true, after_ms: expect.any(Number) }])
    }
    const afters = sockets.map((socket) => socket.of('bye')[0]!.after_ms)
    expect(Math.max(...afters)).toBeLessThanOrEqual(1_000)
    expect(new Set(afters).size).toBeGreaterThan(5)
    expect(performance.now() - began).toBeGreaterThanOrEqual(990)
  })

  it('[L27] gives up on clients that do not close', async () => {
    const world = await openWorld(store, { limits: { closeMs: 50 } })
    const socket = await world.enter(world.member())
    socket.ws.pause()
    await world.gateway.close({ overMs: 0 })
    await vi.waitFor(async () => expect(await metric(world, 'live_closed_total{code="1006"}')).toBe(1))
  })

  it('[L28] closes with 4503 while the member cannot be read', async () => {
    const world = await openWorld(store)
    const member = world.member()
    world.audiencesOf.mockRejectedValueOnce(new Error('the database is away'))
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'auth', token: member.token })
    expect(await socket.closed).toMatchObject({ code: 4503, reason: 'unavailable' })
    expect(world.errors).toHaveBeenCalledOnce()
  })

  it.each([
    [new AppError('overloaded', { retry_after_ms: 1 }), 4503],
    [new AppError('forbidden', { permission: 'x' }), 4403],
    [new AppError('not_found', {}), 4403],
  ])('[L28] closes with the code for %s', async (error, closed) => {
    const world = await openWorld(store, { identify: () => Promise.reject(error) })
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'auth', token: 'x' })
    expect(await socket.closed).toMatchObject({ code: closed })
  })

  it('[L28] closes with 4503 while the log cannot be read, and serves the next', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    vi.spyOn(world.log, 'follow').mockRejectedValueOnce(new Error('the database is away'))
    const socket = world.connect()
    await socket.until('hello')
    socket.send({ op: 'auth', token: member.token })
    expect(await socket.closed).toMatchObject({ code: 4503 })
    const next = await world.enter(member)
    await next.hears(await world.append(['account:1']))
  })
})

describe('the metrics', () => {
  it('count sockets, frames, answers and close codes', async () => {
    const world = await openWorld(store)
    const member = world.member(['account:1'])
    const cursor = await world.cursor(member)
    const events = await world.append(['account:1'], ['account:1'])
    const [one, two] = [await world.enter(member, cursor), await world.enter(member, 'junk')]
    await one.hears(events)
    await one.until('ready', 2)
    two.ws.close()
    await two.closed
    await vi.waitFor(async () => expect(await metric(world, 'live_closed_total{code="1005"}')).toBe(1))
    expect(await metric(world, 'live_sockets{phase="live"}')).toBe(1)
    expect(await metric(world, 'live_ready_total{mode="replay",reason=""}')).toBe(1)
    expect(await metric(world, 'live_ready_total{mode="resync",reason="epoch"}')).toBe(1)
    expect(await metric(world, 'live_frames_total')).toBe(1)
    expect(await metric(world, 'live_events_total')).toBe(2)
  })
})

const idOf = ({ data }: NewEvent) => data.id

function expectCounted(socket: { of(op: 'events'): { n: number }[] }) {
  const counters = socket.of('events').map(({ n }) => n)
  expect(counters).toEqual(counters.map((_, i) => i + 1))
}

async function metric(world: LiveWorld, name: string): Promise<number> {
  const line = (await world.metrics.metrics()).split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1) ?? 0)
}
