import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket as OtherWebSocket } from 'ws'
import { type Client, type ClientOptions, createClient } from './client.ts'
import type { Observer, Socket } from './connection.ts'
import { differences } from './law.ts'
import { anyChange, type Change } from './testing/any-change.ts'
import { ModelWorkspace, type Window } from './testing/model-workspace.ts'
import { TestClock } from './testing/test-clock.ts'
import { TestServer } from './testing/test-server.ts'

// Hundreds of histories are played, on machines that have other work too.
vi.setConfig({ testTimeout: 60_000 })

const window: Window = { conversations_limit: 3, messages_limit: 4 }
const wide: Window = { conversations_limit: 100, messages_limit: 100 }

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

describe('the first connection', () => {
  it('[C40] fetches a token and a snapshot, connects with its cursor and is live', async () => {
    const { server, client } = await start([say(0)])
    const shown = statuses(client)
    client.connect()
    await isLive(client)
    expect(server.requests.map(({ line }) => line)).toEqual([
      'POST /api/v1/token',
      'GET /api/v1/snapshot',
      'GET /api/v1/realtime',
    ])
    expect(server.link.received).toEqual([{ op: 'auth', token: 't1', cursor: server.model.cursor() }])
    expect(shown).toEqual(['connecting', 'live'])
    expectLaw(client, server)
  })

  it('[C40] with a state that was kept continues from its cursor', async () => {
    const { server, client } = await start([say(0)])
    client.connect()
    await isLive(client)
    const kept = client.store.state!
    client.close()
    play(server.model, [say(0), say(1)])
    const later = open(server, { state: structuredClone(kept) })
    later.client.connect()
    await isLive(later.client)
    expect(server.count('GET /api/v1/snapshot')).toBe(1)
    expectLaw(later.client, server)
  })

  it('[C41] shows that it is syncing until the replay is over', async () => {
    const { server, client, applied } = await live([say(0)])
    server.link.cut()
    play(
      server.model,
      Array.from({ length: 10 }, () => say(1)),
    )
    const shown = statuses(client)
    await comeBack(client)
    expect(shown).toEqual(['reconnecting', 'syncing', 'live'])
    expect(applied.events).toEqual(server.model.log.slice(2).map(({ id }) => id))
    expectLaw(client, server)
  })

  it('works with the sockets of another implementation', async () => {
    const server = await serve([say(0)])
    const { client } = open(server, { WebSocket: OtherWebSocket as unknown as new (url: string) => Socket })
    client.connect()
    await isLive(client)
    play(server.model, [say(0)])
    server.publish()
    await caughtUp(client, server)
    server.link.cut()
    client.close()
  })

  it('[C47] that the server has no room for comes back when it said', async () => {
    const { server, client, clock } = await start([say(0)])
    const overloaded = { code: 'overloaded', message: '', details: { retry_after_ms: 4_000 }, request_id: 'r' }
    server.mishap('/api/v1/snapshot', { status: 503, body: overloaded })
    client.connect()
    await shows(client, 'reconnecting')
    expect(client.connection.status).toMatchObject({ retry_at: clock.now() + 4_000 })
    clock.advance(4_000)
    await isLive(client)
  })

  it('[C50] stops where a person has to sign in', async () => {
    const { server, client } = await start([])
    server.mishap('/api/v1/token', { status: 401, body: { code: 'unauthenticated' } })
    client.connect()
    await shows(client, 'stopped')
    expect(client.connection.status).toEqual({ is: 'stopped', reason: 'sign_in' })
    client.connection.retryNow()
    await isLive(client)
  })

  it('[C50] stops where the membership is switched off', async () => {
    const { server, client } = await start([])
    server.mishap('/api/v1/token', { status: 403, body: { code: 'member_disabled' } })
    client.connect()
    await shows(client, 'stopped')
    expect(client.connection.status).toEqual({ is: 'stopped', reason: 'disabled' })
  })
})

describe('events', () => {
  it('[C12] are taken in by the frame and told of one by one', async () => {
    const { server, client } = await live([say(0)])
    const told: string[] = []
    const changes = { store: 0, status: 0 }
    client.onEvent(({ type }) => told.push(type))
    client.store.subscribe(() => changes.store++)
    client.connection.subscribe(() => changes.status++)
    play(server.model, [say(1), say(1)])
    server.publish()
    await caughtUp(client, server)
    expect(told).toEqual(['conversation_created', 'new_message', 'new_message'])
    expect(changes).toEqual({ store: 1, status: 0 })
  })

  it('[C44] that were lost on the way are pulled', async () => {
    const { server, client, applied } = await live([say(0)])
    play(server.model, [say(1)])
    server.link.lose()
    play(server.model, [say(2)])
    server.publish()
    await caughtUp(client, server)
    expect(server.link.received.at(-1)).toEqual({ op: 'pull', cursor: server.model.cursor(2) })
    expect(applied.events).toEqual(server.model.log.slice(2).map(({ id }) => id))
    expectLaw(client, server)
  })

  it('[C45] that only others may see move the cursor and nothing else', async () => {
    const { server, client, applied } = await live([say(0)])
    const before = client.store.state!
    const moved = { op: 'heartbeat', n: 0, cursor: 'c000007' } as const
    server.link.send(moved)
    server.link.send(moved)
    await until(client, () => client.store.state!.cursor === moved.cursor)
    play(server.model, [say(1)])
    server.publish()
    await caughtUp(client, server)
    expect(applied.by).toEqual(['snapshot', 'heartbeat', 'events'])
    expect(before.conversations.size).toBe(1)
  })

  it('[C45] whose loss only the heartbeat shows are pulled two seconds later', async () => {
    const { server, client, clock } = await live([say(0)])
    play(server.model, [say(1)])
    server.link.lose()
    server.link.heartbeat()
    await clock.whenWaiting(2_000)
    clock.advance(2_000)
    await caughtUp(client, server)
    expectLaw(client, server)
  })

  it('[C52] that break the store are passed over with a snapshot', async () => {
    const { server, client } = await live([say(0)])
    const broken = { id: 'e', type: 'contact_updated', at: '', conversation_id: null, data: null }
    server.link.sendRaw(JSON.stringify({ op: 'events', n: 1, cursor: 'c000009', events: [broken] }))
    await server.until(() => server.count('GET /api/v1/snapshot') === 2)
    await isLive(client)
    expectLaw(client, server)
  })

  it.each(['no frame', '[]', 'null', '{"op":7}', '{"op":"events","n":"1"}', '{"op":"ready","mode":"maybe"}'])(
    '[C52] that are no frame (%s) end in a new connection',
    async (text) => {
      const { server, client } = await live([say(0)])
      server.link.sendRaw(text)
      await comeBack(client)
      expectLaw(client, server)
    },
  )

  it('[C13] in frames of kinds that this version does not know are passed over', async () => {
    const { server, client } = await live([say(0)])
    server.link.sendRaw('{"op":"weather","n":1}')
    play(server.model, [say(1)])
    server.publish()
    await caughtUp(client, server)
  })
})

describe('a cut', () => {
  it.each(['cut', 'cutMidFrame'] as const)(
    '[C47] (%s) is healed after a while, from where the store stands',
    async (how) => {
      const { server, client, applied } = await live([say(0)])
      play(server.model, [say(1)])
      server.link[how]()
      await comeBack(client)
      expect(applied.events).toEqual(server.model.log.slice(2).map(({ id }) => id))
      expect(server.link.received[0]).toMatchObject({ op: 'auth', cursor: server.model.cursor(2) })
      expectLaw(client, server)
    },
  )

  it('[C46] that nobody told of is noticed by what is not heard', async () => {
    const { server, client, clock } = await live([say(0)])
    const dead = server.link
    for (const beats of [1, 2]) {
      clock.advance(server.heartbeat_ms)
      await server.until(() => dead.received.filter(({ op }) => op === 'heartbeat').length === beats)
    }
    expect(client.connection.status.is).toBe('live')
    clock.advance(server.heartbeat_ms)
    expect(client.connection.status.is).toBe('reconnecting')
  })

  it('[C51] during sleep is noticed when the machine wakes up', async () => {
    const { server, client, clock } = await live([say(0)])
    const asleep = server.link
    play(server.model, [say(1)])
    clock.sleep(3_600_000)
    await server.until(() => asleep.received.some(({ op }) => op === 'pull'))
    await caughtUp(client, server)
    await isLive(client)
  })

  it('[C48] is healed at once when the network is back', async () => {
    const listeners = { wake: () => {}, isOnline: false }
    const { server, client } = await live([say(0)], {
      surroundings: {
        isOnline: () => listeners.isOnline,
        listen(wake) {
          listeners.wake = wake
          return () => {}
        },
      },
    })
    server.link.cut()
    await shows(client, 'offline')
    listeners.isOnline = true
    listeners.wake()
    await isLive(client)
  })

  it('[C50] by the server because another took the place is final until a person asks', async () => {
    const { server, client, clock } = await live([say(0)])
    server.link.close(4409)
    await shows(client, 'stopped')
    expect(client.connection.status).toEqual({ is: 'stopped', reason: 'replaced' })
    expect(clock.running).toBe(0)
    client.connection.retryNow()
    await isLive(client)
    expect(server.tokens).toBe(1)
  })

  it('[C47] that was announced is healed when the server said', async () => {
    const { server, client, clock } = await live([say(0)])
    server.link.send({ op: 'bye', code: 1012, resume: true, after_ms: 9_000 })
    await shows(client, 'reconnecting')
    expect(client.connection.status).toMatchObject({ retry_at: clock.now() + 9_000 })
  })
})

describe('a resync', () => {
  it('[C43] takes a snapshot in, and passes over what comes before the pull is answered', async () => {
    const { server, client, applied } = await live([say(0)])
    play(server.model, [say(1)])
    server.link.resync('acl')
    server.link.sendEventsAnyway()
    await isLive(client)
    await server.until(() => server.link.received.at(-1)?.op === 'pull')
    await caughtUp(client, server)
    expect(applied.events).toEqual([])
    expect(applied.by).toContain('snapshot')
    expectLaw(client, server)
  })

  it('[C43] answers a cursor that the log does not reach back to', async () => {
    const { server, client } = await live([say(0)])
    server.link.cut()
    play(server.model, [say(1), say(2)])
    server.floor = server.model.head
    await comeBack(client)
    expect(server.count('GET /api/v1/snapshot')).toBe(2)
    expectLaw(client, server)
  })

  it('[C42] whose snapshot does not come whole begins anew', async () => {
    const { server, client } = await live([say(0)])
    server.mishap('/api/v1/snapshot', { status: 200, isCut: true })
    play(server.model, [say(1)])
    server.link.resync('too_slow')
    await shows(client, 'reconnecting')
    await comeBack(client)
    expectLaw(client, server)
  })
})

describe('a token', () => {
  it('[C49] is renewed on the open socket a minute before it runs out', async () => {
    const { server, client, clock } = await live([say(0)])
    const { link } = server
    const answers = () => link.received.filter(({ op }) => op === 'heartbeat').length
    const keepAlive = setPassing(clock, async () => {
      const before = answers()
      link.heartbeat()
      await server.until(() => answers() > before)
    })
    await keepAlive(840_000)
    await server.until(() => link.received.filter(({ op }) => op === 'auth').length === 2)
    expect(link.received.findLast(({ op }) => op === 'auth')).toEqual({ op: 'auth', token: 't2' })
    expect(client.connection.status.is).toBe('live')
    expect(server.link).toBe(link)
  })

  it('[C49] that the server does not take any more is replaced by a new one', async () => {
    const { server, client } = await live([say(0)])
    server.tokens++ // somebody else has got a token, and only the newest is good
    server.link.close(4401)
    await comeBack(client)
    expect(server.link.received[0]).toMatchObject({ token: 't3' })
  })

  it('[C49] that cannot be replaced stops the connection', async () => {
    const server = await serve([say(0)])
    server.tokens = 1
    const { client } = open(server, { token: 't1' })
    client.connect()
    await isLive(client)
    server.link.close(4401)
    await shows(client, 'reconnecting')
    client.connection.retryNow()
    await shows(client, 'stopped')
    expect(client.connection.status).toEqual({ is: 'stopped', reason: 'sign_in' })
  })
})

describe('typing and presence', () => {
  it('come and go without a place in the log', async () => {
    const { server, client } = await live([say(0)])
    const { promise, resolve } = Promise.withResolvers<unknown>()
    client.connection.onVolatile(resolve)
    server.link.send({ op: 'volatile', type: 'typing', data: { conversation_id: 'a0-p0' } })
    expect(await promise).toMatchObject({ type: 'typing' })
    client.connection.send({ op: 'typing', conversation_id: 'a0-p0', is_typing: true })
    await server.until(() => server.link.received.at(-1)?.op === 'typing')
  })
})

describe('a client', () => {
  it('[C42] does not take the end of what it gave up for the end of what it waits for', async () => {
    const { client } = await start([say(0)])
    const shown = statuses(client)
    client.connect()
    client.close()
    client.connect()
    await isLive(client)
    expect(shown).not.toContain('reconnecting')
  })

  it('[C23] can be closed and connected again, and is as good as before', async () => {
    const { server, client } = await live([say(0), say(1), say(2), say(3)])
    client.close()
    play(server.model, [say(0)])
    client.connect()
    await until(client, () => client.store.state!.conversations.has('a0-p0'))
    expectLaw(client, server)
  })

  it('[C42] leaves nothing open when it is closed, wherever it is', async () => {
    for (const when of ['connecting', 'syncing', 'live', 'reconnecting'] as const) {
      const { server, client, clock } = await start([say(0)])
      client.connect()
      if (when !== 'connecting') await isLive(client)
      if (when === 'reconnecting') server.link.cut()
      if (when === 'syncing') server.link.resync('acl')
      await shows(client, when)
      client.close()
      expect(client.connection.status).toEqual({ is: 'idle' })
      await server.until(() => server.links.size === 0)
      await turn()
      expect(clock.running).toBe(0)
    }
  })

  it('[C10][C44] follows the log through cuts, losses, resyncs and restarts: in order, without a gap, once', async () => {
    const anyTrouble = fc.constantFrom(
      'cut',
      'cutMidFrame',
      'lose',
      'resync',
      'garbage',
      'bye',
      'trim',
      null,
      null,
      null,
    )
    const anyScene = fc.record({ changes: fc.array(anyChange, { minLength: 1, maxLength: 4 }), trouble: anyTrouble })
    const property = fc.asyncProperty(fc.array(anyScene, { minLength: 4, maxLength: 10 }), async (scenes) => {
      const { server, client, clock, applied } = await live([say(0), say(1), say(2), say(3)])
      for (const { changes, trouble } of scenes) {
        play(server.model, changes)
        if (server.links.size > 0) makeTrouble(server, trouble)
        server.publish()
        await settle(client, clock, server)
      }
      expectLaw(client, server)
      expect(applied.positions).toEqual([...new Set(applied.positions)].sort())
      expect(applied.events).toEqual([...new Set(applied.events)])
      expect(applied.skipped).toBe(0)
      client.close()
      expect(clock.running).toBe(0)
      await server.close()
      opened.length = 0
    })
    await fc.assert(property, { numRuns: 40 })
  })
})

function makeTrouble(server: TestServer, trouble: string | null): void {
  const { link } = server
  if (trouble === 'cut') link.cut()
  if (trouble === 'cutMidFrame') link.cutMidFrame()
  if (trouble === 'lose') link.lose()
  if (trouble === 'resync') link.resync('acl')
  if (trouble === 'garbage') link.sendRaw('{')
  if (trouble === 'bye') link.send({ op: 'bye', code: 1012, resume: true, after_ms: 0 })
  if (trouble === 'trim') {
    server.floor = server.model.head
    link.cut()
  }
}

/** Lets time and the network go on until the client is live and knows everything. */
async function settle(client: Client, clock: TestClock, server: TestServer): Promise<void> {
  for (;;) {
    const { is } = client.connection.status
    const state = client.store.state!
    if (is === 'live' && state.cursor === server.model.cursor() && state.unloaded.size === 0) return
    if (is === 'reconnecting') client.connection.retryNow()
    if (is === 'live' && server.links.size > 0) server.link.heartbeat()
    clock.advance(100)
    await turn()
  }
}

/** One turn of the event loop: what has arrived is heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

interface Applied {
  events: string[]
  positions: string[]
  by: string[]
  /** Events of the log that were passed over without a snapshot. */
  skipped: number
}

function observe(): { observer: Observer; applied: Applied } {
  const applied: Applied = { events: [], positions: [], by: [], skipped: 0 }
  let position = Number.NaN
  const observer: Observer = {
    onApplied({ cursor, event_ids, by }) {
      const next = Number(cursor.slice(1))
      if (by !== 'snapshot' && next - position !== event_ids.length) applied.skipped++
      if (next !== position) applied.positions.push(cursor)
      position = next
      applied.events.push(...event_ids)
      applied.by.push(by)
    },
  }
  return { observer, applied }
}

async function serve(changes: Change[]): Promise<TestServer> {
  const server = await TestServer.start(play(new ModelWorkspace(), changes))
  opened.push(server)
  return server
}

function open(server: TestServer, options: Partial<ClientOptions> = {}) {
  const clock = new TestClock()
  server.now = () => clock.now()
  const { observer, applied } = observe()
  const client = createClient({ url: server.url, ...window, clock, random: () => 0.5, observer, ...options })
  opened.push(client)
  return { server, client, clock, applied }
}

async function start(changes: Change[], options: Partial<ClientOptions> = {}) {
  return open(await serve(changes), options)
}

async function live(changes: Change[], options: Partial<ClientOptions> = {}) {
  const all = await start(changes, options)
  all.client.connect()
  await isLive(all.client)
  all.applied.positions.length = 0
  return all
}

function until(client: Client, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return
      for (const stop of stops) stop()
      resolve()
    }
    const stops = [client.connection.subscribe(look), client.store.subscribe(look)]
    look()
  })
}

const shows = (client: Client, is: string) => until(client, () => client.connection.status.is === is)
const isLive = (client: Client) => shows(client, 'live')

async function comeBack(client: Client): Promise<void> {
  await shows(client, 'reconnecting')
  client.connection.retryNow()
  await isLive(client)
}

function caughtUp(client: Client, server: TestServer): Promise<void> {
  return until(client, () => client.store.state?.cursor === server.model.cursor())
}

/** Lets time pass in steps that are shorter than a heartbeat, and has the server heard in each. */
function setPassing(clock: TestClock, beat: () => Promise<void>) {
  return async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20_000) {
      clock.advance(20_000)
      await beat()
    }
  }
}

function statuses(client: Client): string[] {
  const shown: string[] = []
  client.connection.subscribe(() => {
    const { is } = client.connection.status
    if (shown.at(-1) !== is) shown.push(is)
  })
  return shown
}

function expectLaw(client: Client, server: TestServer): void {
  expect(client.store.state!.cursor).toBe(server.model.cursor())
  expect(differences(client.store.state!, server.model.snapshot(wide), wide)).toEqual([])
}

function say(contact: number): Change {
  return { kind: 'message', contact, account: 0, is_outbound: false, minutes_ago: 0 }
}

function play(model: ModelWorkspace, changes: Change[]): ModelWorkspace {
  for (const change of changes) model.change(change)
  return model
}
