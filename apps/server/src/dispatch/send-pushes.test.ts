import { createDecipheriv, createECDH, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { PushPayload } from '@switchboard/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  expectOk,
  pageMessages,
  postWebhook,
  startWorld,
  type Tenant,
  type World,
  type WorldMember,
} from '../../world/index.ts'
import { createWakeups } from '../db/wakeups.ts'
import { claimPushes, planPushes } from '../domain/notifications/index.ts'
import { startSendingPushes } from './send-pushes.ts'
import { openVapid } from './vapid.ts'

const second = 1_000
const minute = 60 * second

/** A push service on this machine, and browsers that have subscribed there. */
class PushService {
  readonly received: { endpoint: string; headers: IncomingHttpHeaders; body: Buffer }[] = []
  answer: () => { status: number; headers?: Record<string, string> } | Promise<never> = () => ({ status: 201 })
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => void this.#take(request, response))
  }

  static async start(): Promise<PushService> {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return new PushService(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.received.push({ endpoint: request.url!, headers: request.headers, body: await buffer(request) })
    const { status, headers } = await this.answer()
    response.writeHead(status, headers).end('what a push service says is not read')
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

class Browser {
  readonly path = `/send/${randomUUID()}`
  readonly #pair = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  readonly #service: PushService

  constructor(service: PushService) {
    this.#service = service
    this.#pair.generateKeys()
  }

  async subscribe(member: WorldMember): Promise<this> {
    const keys = { p256dh: this.#pair.getPublicKey('base64url'), auth: this.#auth.toString('base64url') }
    expectOk(await member.post('/push/subscriptions', { endpoint: this.#service.url + this.path, keys }))
    return this
  }

  get requests() {
    return this.#service.received.filter(({ endpoint }) => endpoint === this.path)
  }

  /** What it has been told, as a browser decrypts it (RFC 8291). */
  get told(): PushPayload[] {
    return this.requests.map(({ body }) => JSON.parse(this.#decrypt(body)) as PushPayload)
  }

  #decrypt(body: Buffer): string {
    const salt = body.subarray(0, 16)
    const theirs = body.subarray(21, 21 + body[20]!)
    const sealed = body.subarray(21 + body[20]!)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#pair.getPublicKey(), theirs])
    const secret = Buffer.from(hkdfSync('sha256', this.#pair.computeSecret(theirs), this.#auth, info, 32))
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16))
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12))
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
    const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
    if (text.at(-1) !== 2) throw new Error('this is not the last record of a push')
    return text.toString('utf8', 0, text.length - 1)
  }
}

let world: World
let service: PushService
let team: Tenant
let page: string
const outcomes: string[] = []
const logged: string[] = []
beforeAll(async () => {
  // Pushes are sent by those whom a test starts.
  world = await startWorld({ replace: { pushes: { mayBeAnywhere: true, concurrency: 0 } } })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.pool.query('delete from push_subscriptions') // of the test before
  world.advance(Date.now() - world.now().getTime()) // what is in the log has the time of the database
  service?.close()
  service = await PushService.start()
  team = await world.workspace('team')
  page = (await team.account('messenger', { name: 'Our Page' })).external_id
  outcomes.length = 0
  logged.length = 0
})
afterAll(() => service.close())

/** A process that sends pushes; several may run on one database. */
function start() {
  const { db, config, pushes, now } = world.deps
  const log = (details: object, words: string) => void logged.push(JSON.stringify({ ...details, words }))
  const sending = startSendingPushes({
    db,
    config,
    pushes,
    now,
    vapid: openVapid(config.keys.pushes, 'https://inbox.example.com'),
    pushMetrics: { pushed: (outcome) => void outcomes.push(outcome) },
    logger: { warn: log, error: log },
    wakeups: createWakeups(() => {}),
  })
  return { ...sending, [Symbol.asyncDispose]: () => sending.stop() }
}

/** Sends what is due now. */
async function send(): Promise<void> {
  await using sending = start()
  await sending.idle()
}

async function says(text: string, from = 'ada'): Promise<void> {
  await postWebhook(
    world.url,
    'messenger',
    pageMessages(page, { from: `${page}-${from}`, mid: `m_${randomUUID()}`, text }),
  )
  await world.idle()
}

const conversation = async () =>
  (await team.owner.get<{ items: { id: string; contact: { id: string } }[] }>('/conversations')).body.items[0]!
const due = async () =>
  (await world.db.pool.query<{ due_at: Date }>('select due_at from due_pushes order by due_at')).rows
const settings = (change: object) => team.owner.patch('/notification_settings', change)
const later = async (text: string, ms = 10 * second) => {
  await says(text)
  world.advance(ms)
  await send()
}

describe('a message that nobody reads', () => {
  it('[W1] [W8] [W11] is pushed after ten seconds, without who wrote and what', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    await says('A secret')
    await send()
    expect(browser.requests).toEqual([])
    expect(await due()).toHaveLength(1)

    world.advance(10 * second)
    await send()
    const { id } = await conversation()
    expect(browser.told).toEqual([
      {
        web_push: 8030,
        notification: {
          title: 'New message',
          body: 'Messenger · Our Page',
          lang: 'en',
          navigate: `${world.url}/inbox/all/${id}`,
          tag: id,
        },
        data: {
          type: 'new_message',
          workspace_id: team.id,
          conversation_id: id,
          message_id: expect.any(String),
          platform: 'messenger',
          unread_count: 1,
          sender_name: null,
          preview: null,
        },
      },
    ])
    const { headers } = browser.requests[0]!
    expect(headers).toMatchObject({ ttl: '14400', urgency: 'high', 'content-encoding': 'aes128gcm' })
    expect(headers.topic).toMatch(/^[\w-]{22}$/)
    expect(headers.authorization).toContain(`k=${world.deps.pushes.publicKey}`)
    expect(await due()).toEqual([])
    expect(outcomes).toEqual(['sent'])
  })

  it('[W1] is found by the server itself, as it runs', async () => {
    await using running = await startWorld({ replace: { pushes: { mayBeAnywhere: true, lookEveryMs: 50 } } })
    const { external_id } = await running.account('messenger')
    const browser = await new Browser(service).subscribe(running.owner)
    await postWebhook(running.url, 'messenger', pageMessages(external_id, { from: 'ada', mid: 'm_1', text: 'Hello' }))
    await running.idle()
    running.advance(10 * second)
    await expect.poll(() => browser.told.length).toBe(1)
  })

  it('[W8] is shown to a member who wants to see it, in the language of the workspace', async () => {
    await world.db.pool.query(`update workspaces set language = 'de-CH' where id = $1`, [team.id])
    const browser = await new Browser(service).subscribe(team.owner)
    await settings({ show_content: true })
    await says('Ist das noch da?')
    await world.db.pool.query(`update contacts set name = 'Ada' where id = $1`, [(await conversation()).contact.id])
    world.advance(10 * second)
    await send()
    expect(browser.told[0]!.notification).toMatchObject({ title: 'Ada', body: 'Ist das noch da?', lang: 'de' })

    await later(`${'👩‍👩‍👧‍👦'.repeat(200)}`)
    expect(browser.told[1]!.notification.body).toMatch(/^(?:👩\u200d👩\u200d👧\u200d👦)+…$/u)
    expect(browser.requests[1]!.body.length).toBeLessThanOrEqual(4_096)

    await settings({ show_content: false })
    await later('Hallo?')
    expect(browser.told[2]!.notification).toMatchObject({ title: '3 neue Nachrichten', body: 'Messenger · Our Page' })
  })

  it('[W2] is pushed with those that follow it, and what follows then in its place', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    await says('One')
    world.advance(second)
    await says('Two')
    await send()
    expect(await due()).toHaveLength(1)
    world.advance(9 * second)
    await send()
    expect(browser.told.map(({ data }) => data.unread_count)).toEqual([2])

    await later('Three')
    expect(browser.told.map(({ data }) => data.unread_count)).toEqual([2, 3])
    expect(new Set(browser.told.map(({ notification }) => notification.tag)).size).toBe(1)
    expect(new Set(browser.requests.map(({ headers }) => headers.topic)).size).toBe(1)
  })

  it('[W2] that comes while a push is on its way has one of its own', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    let isFirst = true
    service.answer = () => {
      if (!isFirst) return { status: 201 }
      isFirst = false
      return says('Two')
        .then(() => planPushes(world.deps))
        .then(() => ({ status: 201 })) as Promise<never>
    }
    await later('One')
    world.advance(10 * second)
    await send()
    expect(browser.told.map(({ data }) => data.unread_count)).toEqual([1, 2])
    expect(await due()).toEqual([])
  })

  it('[W2] that comes while a push is on its way is not forgotten where it was left to that push', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    let isFirst = true
    service.answer = () => {
      if (!isFirst) return { status: 201 }
      isFirst = false
      const skipTheLog = 'update push_cursors set pos = head from workspaces w where w.id = workspace_id'
      return says('Two')
        .then(() => world.db.pool.query(skipTheLog))
        .then(() => ({ status: 201 })) as Promise<never>
    }
    await later('One')
    expect(browser.told.map(({ data }) => data.unread_count)).toEqual([1])
    world.advance(10 * second)
    await send()
    expect(browser.told.map(({ data }) => data.unread_count)).toEqual([1, 2])
    expect(await due()).toEqual([])
  })

  it('[W1] is pushed to every browser of everybody who sees the inbox, and to nobody else', async () => {
    const agent = await team.member('agent')
    const user = await team.member('user', 'user')
    const others = await world.workspace('others')
    const browsers = await Promise.all(
      [team.owner, team.owner, agent, user, others.owner].map((member) => new Browser(service).subscribe(member)),
    )
    await later('Hello')
    expect(browsers.map(({ told }) => told.length)).toEqual([1, 1, 1, 0, 0])
  })
})

describe('a push that is due', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['has been read', async () => team.owner.post(`/conversations/${(await conversation()).id}/read`)],
    ['has been archived', async () => team.owner.post(`/conversations/${(await conversation()).id}/archive`)],
    ['is not wanted any more', async () => settings({ push: false })],
    ['is of somebody else', async () => assign((await team.member('other')).id)],
    ['came in quiet hours', async () => settings({ quiet_hours: quietNow() })],
    ['is an hour old', async () => world.advance(61 * minute)],
    ['is of an account that was removed', async () => removeAccount()],
    ['is of a message that was unsent', async () => inTeam('update messages set deleted_at = now()')],
    ['is for a member who is disabled', async () => inTeam('update members set is_disabled = true')],
    ['is for a member who sees no inbox any more', async () => inTeam(`update members set role = 'user'`)],
    ['is for a sign-in that has expired', async () => expire(team.owner)],
  ])('[W5] [W6] [W7] is dropped when it %s', async (_what, overtake) => {
    const browser = await new Browser(service).subscribe(team.owner)
    await says('Hello')
    await planPushes(world.deps)
    expect(await due()).toHaveLength(1)
    await overtake()
    world.advance(10 * second)
    await send()
    expect(browser.requests).toEqual([])
    expect(outcomes).toEqual(['dropped'])
    expect(await due()).toEqual([])
  })

  it('[W6] is sent for conversations of their own, and for all if the member wants all', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    await says('One')
    await assign(team.owner.id)
    world.advance(10 * second)
    await send()
    expect(browser.told).toHaveLength(1)

    await says('Two')
    await assign((await team.member('other')).id)
    await settings({ only_mine: false })
    world.advance(10 * second)
    await send()
    expect(browser.told).toHaveLength(2)
  })

  it('[W3] is not forgotten by a process that dies while sending it', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    await says('Hello')
    await planPushes(world.deps)
    world.advance(10 * second)
    const now = world.now()
    const until = new Date(now.getTime() + 30 * second)
    expect(await claimPushes(world.db, { now, until, limit: 4 })).toHaveLength(1) // and then nothing more is heard of it

    await send()
    expect(browser.requests).toEqual([])
    world.advance(30 * second)
    await send()
    expect(browser.told).toHaveLength(1)
  })

  it('[W3] is due again at once after a process that stops while sending it', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    const called = Promise.withResolvers<void>()
    service.answer = () => {
      called.resolve()
      return new Promise<never>(() => {})
    }
    await says('Hello')
    world.advance(10 * second)
    const sending = start()
    await called.promise
    await sending.stop()
    service.answer = () => ({ status: 201 })
    await send()
    expect(browser.told).toHaveLength(2)
    expect(outcomes).toEqual(['sent'])
  })

  it('[W3] is sent by one of several processes', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    for (let i = 0; i < 20; i++) await says('Hello', `customer-${i}`)
    world.advance(10 * second)
    await using one = start()
    await using two = start()
    await using three = start()
    await Promise.all([one.idle(), two.idle(), three.idle()])
    await send()
    expect(browser.told).toHaveLength(20)
    expect(new Set(browser.told.map(({ data }) => data.conversation_id)).size).toBe(20)
  })

  it('[W4] is found from where the log was read last, and only for those who had subscribed', async () => {
    await says('Before anybody subscribed')
    const { rows: before } = await world.db.pool.query('select from push_cursors where workspace_id = $1', [team.id])
    expect(before).toEqual([])
    const early = await new Browser(service).subscribe(team.owner)
    await says('Hello')
    const late = await new Browser(service).subscribe(team.owner)
    world.advance(10 * second)
    await send()
    expect([early.told.length, late.told.length]).toEqual([1, 0])

    const { rows } = await world.db.pool.query<{ pos: number; head: number }>(
      'select pos, head from push_cursors c join workspaces w on w.id = c.workspace_id where w.id = $1',
      [team.id],
    )
    expect(rows[0]!.pos).toBe(rows[0]!.head)
  })
})

describe('a push service', () => {
  it.each([404, 410])('[W12] that does not know a browser any more (%i) is asked no more', async (status) => {
    const browser = await new Browser(service).subscribe(team.owner)
    const other = await new Browser(service).subscribe(await team.member('other'))
    service.answer = () => ({ status: service.received.at(-1)!.endpoint === browser.path ? status : 201 })
    await later('One')
    await later('Two')
    expect([browser.requests.length, other.requests.length]).toEqual([1, 2])
    expect(outcomes.toSorted()).toEqual(['gone', 'sent', 'sent'])
  })

  it('[W13] that wants fewer is left alone as long as it says, while others go on', async () => {
    const busy = await new Browser(service).subscribe(team.owner)
    const other = await new Browser(service).subscribe(await team.member('other'))
    service.answer = () =>
      service.received.at(-1)!.endpoint === busy.path
        ? { status: 429, headers: { 'retry-after': '300' } }
        : { status: 201 }
    await later('One')
    await later('Two', 4 * minute)
    expect([busy.requests.length, other.requests.length]).toEqual([1, 2])

    service.answer = () => ({ status: 201 })
    world.advance(minute)
    await send()
    expect(busy.told.map(({ data }) => data.unread_count)).toEqual([1, 2])
    expect(await due()).toEqual([])
  })

  it('[W13] that fails is asked again after pauses that grow', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    service.answer = () => ({ status: 503 })
    await later('Hello')
    for (const pause of [30 * second, minute, 2 * minute]) {
      const before = browser.requests.length
      world.advance(pause / 2)
      await send()
      expect(browser.requests.length).toBe(before)
      world.advance(pause / 2)
      await send()
      expect(browser.requests.length).toBe(before + 1)
    }
    service.answer = () => ({ status: 201 })
    world.advance(5 * minute)
    await send()
    expect(outcomes.at(-1)).toBe('sent')
    const { rows } = await world.db.pool.query('select failures, paused_until from push_subscriptions')
    expect(rows).toEqual([{ failures: 0, paused_until: null }])
  })

  it('[W13] that is not there is one that fails', async () => {
    await new Browser(service).subscribe(team.owner)
    await says('Hello')
    service.close()
    world.advance(10 * second)
    await send()
    expect(outcomes).toEqual(['unavailable'])
    expect(await due()).toHaveLength(1)
  })

  it('[W12] that refuses a browser is asked again later, and no more when it has refused it ten times in a row', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    service.answer = () => ({ status: 403 })
    await later('One')
    await later('Two')
    expect(browser.requests).toHaveLength(1)
    const left = async () => (await world.db.pool.query('select failures from push_subscriptions')).rows
    expect(await left()).toEqual([{ failures: 1 }])

    await world.db.pool.query('update push_subscriptions set failures = 9, paused_until = null')
    await later('Three')
    expect(browser.requests).toHaveLength(2)
    expect(await left()).toEqual([])
    expect(outcomes).toEqual(['rejected', 'rejected'])
  })

  it('[W15] is told of in the log by its name, and nothing that was pushed', async () => {
    const browser = await new Browser(service).subscribe(team.owner)
    await settings({ show_content: true })
    service.answer = () => ({ status: 500 })
    await later('A secret')
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain(new URL(service.url).host)
    expect(logged.join()).not.toContain(browser.path)
    expect(logged.join()).not.toContain('A secret')
  })
})

async function assign(memberId: string): Promise<void> {
  await world.db.pool.query('update conversations set assignee_id = $1 where id = $2', [
    memberId,
    (await conversation()).id,
  ])
}

function inTeam(update: string): Promise<unknown> {
  return world.db.pool.query(`${update} where workspace_id = $1`, [team.id])
}

function expire({ user_id }: WorldMember): Promise<unknown> {
  return world.db.pool.query('update auth_sessions set expires_at = now() where user_id = $1', [user_id])
}

async function removeAccount(): Promise<void> {
  const { body } = await team.owner.get<{ items: { id: string }[] }>('/accounts')
  await team.owner.delete(`/accounts/${body.items[0]!.id}`)
}

function quietNow() {
  const clock = (ms: number) => new Date(world.now().getTime() + ms).toISOString().slice(11, 16)
  return { from: clock(-5 * minute), to: clock(5 * minute), time_zone: 'UTC' }
}
