import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { catalogue, type ErrorBody, type Page } from '@switchboard/protocol'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, openCuttablePath, password, startWorld, type World } from '../../world/index.ts'
import { createTestDatabase } from '../db/testing.ts'
import { exposeHealth } from './health.ts'
import type { Api } from './routes.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const send = (path: string, init: RequestInit = {}) => fetch(`${world.url}${path}`, init)
const json = { 'content-type': 'application/json' }
const refusal = async (response: Response) => ({ status: response.status, ...((await response.json()) as ErrorBody) })

describe('a refusal', () => {
  it('[H1] has a code of the catalogue, its status, a sentence and a request id', async () => {
    const { request_id, ...rest } = await refusal(await send('/api/v1/me'))
    const { status, meaning } = catalogue.unauthenticated
    expect(rest).toEqual({ code: 'unauthenticated', status, message: meaning, details: {} })
    expect(request_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['/api/v1/nothing', {}],
    ['/api/auth/nothing', {}],
    ['/api/auth/reset-password', { method: 'POST', headers: json, body: '{}' }],
    ['/nothing', { method: 'POST' }],
  ])('[H1] of an address that is not there is not_found: %s', async (path, init) => {
    expect(await refusal(await send(path, init))).toMatchObject({ status: 404, code: 'not_found' })
  })

  it.each([
    ['not JSON', { headers: json, body: '{"name"' }, 400, 'bad_request'],
    ['not what the route asks for', { headers: json, body: '[]' }, 400, 'bad_request'],
    ['a prototype', { headers: json, body: '{"__proto__": {"admin": true}}' }, 400, 'bad_request'],
    ['nested without end', { headers: json, body: '['.repeat(50_000) + ']'.repeat(50_000) }, 400, 'bad_request'],
    ['a form', { body: new URLSearchParams({ code: 'x' }) }, 415, 'unsupported_media_type'],
    ['text', { headers: { 'content-type': 'text/plain' }, body: 'hello' }, 415, 'unsupported_media_type'],
    ['too large', { headers: json, body: JSON.stringify({ code: 'x'.repeat(300_000) }) }, 413, 'payload_too_large'],
  ])('[H4] meets a body that is %s', async (_what, init, status, code) => {
    expect(await refusal(await send('/api/v1/setup', { method: 'POST', ...init }))).toMatchObject({ status, code })
  })

  it('[H4] says what to change, and does not repeat what was sent', async () => {
    const draft = { code: 'canary-code', name: '', email: 'canary', password: 'canary', workspace_name: 7 }
    const { body } = await call<ErrorBody>(world.url, 'POST', '/setup', draft)
    const { problems } = body.details as { problems: { path: string }[] }
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'body/email',
      'body/name',
      'body/password',
      'body/workspace_name',
    ])
    expect(JSON.stringify(body)).not.toContain('canary')
  })

  it('[H5] converts a query and takes a body as it is', async () => {
    expect(await world.owner.get('/members?limit=1')).toMatchObject({ status: 200 })
    expect(await world.owner.get('/members?limit=0')).toMatchObject({ status: 400 })
    expect(await world.owner.get('/members?limit=1&limit=2')).toMatchObject({ status: 400 })
    const member = await world.member('typed')
    expect(await world.owner.patch(`/members/${member.id}`, { is_disabled: 'true' })).toMatchObject({ status: 400 })
  })

  it('[H7] meets an invented id with 404', async () => {
    for (const id of ['x', '%00', '..', crypto.randomUUID(), "'; drop table members; --"]) {
      const answer = await world.owner.get(`/accounts/${encodeURIComponent(id)}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it('[H7] meets an address that cannot be decoded with 400', async () => {
    expect(await rawStatus('/api/v1/accounts/%E0%A4%A')).toBe(400)
  })

  it('[H1] of what is not even HTTP has the same shape', async () => {
    const socket = connect(Number(new URL(world.url).port))
    socket.end('NONSENSE\r\n\r\n')
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    expect(head).toContain('HTTP/1.1 400')
    expect(JSON.parse(body)).toMatchObject({ code: 'bad_request', request_id: expect.any(String) })
  })

  it('[H2] of what nobody foresaw shows its request id, and the log has the rest', async () => {
    const lines: string[] = []
    await using broken = await startWorld({ onLog: (line) => lines.push(line), env: { LOG_LEVEL: 'error' } })
    await broken.db.pool.query('alter table invitations rename to mislaid')
    const { status, body } = await broken.owner.get<ErrorBody>('/invitations')

    expect({ status, body }).toEqual({
      status: 500,
      body: { code: 'internal', message: catalogue.internal.meaning, details: {}, request_id: body.request_id },
    })
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(logged).toMatchObject([{ request_id: body.request_id, err: { code: '42P01', stack: expect.any(String) } }])
  })
})

describe('what somebody writes', () => {
  it('[H6] that nothing can hold is replaced before it is stored or announced', async () => {
    const { id } = await world.account('messenger')
    const body = '{"name": "a\\u0000b \\ud800 c \\ud83d\\ude00"}'
    const headers = { ...json, authorization: `Bearer ${world.owner.token}` }
    const answer = await send(`/api/v1/accounts/${id}`, { method: 'PATCH', headers, body })
    expect(await answer.json()).toMatchObject({ name: 'a\ufffdb \ufffd c 😀' })
    expect((await world.owner.get(`/accounts/${id}`)).body).toMatchObject({ name: 'a\ufffdb \ufffd c 😀' })
  })

  it('[H6] that only looks like it is left alone', async () => {
    const { id } = await world.account('messenger')
    const { body } = await world.owner.patch(`/accounts/${id}`, { name: 'write \\u0000 in JSON' })
    expect(body).toMatchObject({ name: 'write \\u0000 in JSON' })
  })
})

describe('the database being away', () => {
  it('[H3] [H13] is said with 503 and over as soon as it is back', async () => {
    await using database = await createTestDatabase()
    await using path = await openCuttablePath(database.url)
    await using alone = await startWorld({ env: { DATABASE_URL: path.url } })
    const ready = async () => {
      const response = await fetch(`${alone.url}/readyz`)
      return { status: response.status, body: await response.json() }
    }

    path.cut()
    const away = { status: 503, body: { code: 'database_unavailable', details: { retry_after_ms: 2000 } } }
    expect(await alone.owner.get('/members')).toMatchObject(away)
    expect(await call(alone.url, 'POST', '/token', {}, alone.owner.session)).toMatchObject(away)
    expect(await call(alone.url, 'GET', '/api/auth/get-session', undefined, alone.owner.session)).toMatchObject(away)
    expect(await ready()).toEqual({
      status: 503,
      body: { ready: false, reasons: ['database_unavailable'], backlog: null, lag_ms: null },
    })
    expect((await fetch(`${alone.url}/healthz`)).status).toBe(200)

    path.mend()
    expect(await alone.owner.get('/members')).toMatchObject({ status: 200 })
    await expect.poll(ready).toMatchObject({ status: 200, body: { ready: true } })
  })
})

describe('too many requests', () => {
  it('[H9] of one member are refused, with when to come again, and cost nobody else', async () => {
    await using busy = await startWorld({ env: { REQUESTS_PER_MINUTE: '20' } })
    const other = await busy.member('other')
    const answers = await Promise.all(Array.from({ length: 21 }, () => busy.owner.get<ErrorBody>('/members')))
    const refused = answers.find(({ status }) => status === 429)!

    expect(refused.body).toMatchObject({ code: 'rate_limited', details: { retry_after_ms: expect.any(Number) } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await other.get('/members')).toMatchObject({ status: 200 })
  })

  it('[H9] [H10] to sign in as somebody are refused, whatever the headers say of where they come from', async () => {
    await using busy = await startWorld({ env: { SIGN_INS_PER_MINUTE: '3' } })
    const guess = (email: string, i: number) =>
      fetch(`${busy.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: {
          ...json,
          'x-forwarded-for': `10.0.0.${i}`,
          'x-real-ip': `10.0.0.${i}`,
          'x-client-address': `10.0.0.${i}`,
        },
        body: JSON.stringify({ email, password: 'a wrong password' }),
      })
    const answers: Response[] = []
    for (let i = 0; i < 5; i++) answers.push(await guess('victim@example.com', i))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429])
    const { details } = (await answers[4]!.json()) as { details: { retry_after_ms: number } }
    expect(details.retry_after_ms).toBeGreaterThan(30_000)
    expect(details.retry_after_ms).toBeLessThanOrEqual(60_000)
    expect((await guess('somebody-else@example.com', 9)).status).toBe(401)
  })

  it('[H10] are remembered under the address of the connection', async () => {
    const headers = { ...json, 'x-forwarded-for': '10.9.8.7', 'x-client-address': '10.9.8.7' }
    const body = JSON.stringify({ email: world.owner.email, password })
    await send('/api/auth/sign-in/email', { method: 'POST', headers, body })
    const rows = await world.db.read.selectFrom('auth_sessions').select('ip_address').distinct().execute()
    expect(rows).toEqual([{ ip_address: '127.0.0.1' }])
  })
})

describe('operations', () => {
  it('[H13] say that the process lives and is ready', async () => {
    expect(await (await send('/healthz')).json()).toEqual({ ok: true })
    const ready = async () => (await send('/readyz')).json()
    await expect.poll(ready).toEqual({ ready: true, reasons: [], backlog: 0, lag_ms: 0 })
  })

  it.each([
    ['that it is about to end', { shutdown: AbortSignal.abort() }, 'draining'],
    ['that too many items are waiting', { webhooks: { backlogLimit: 0 } }, 'backlog'],
  ])('[H13] say %s', async (_what, state, reason) => {
    const http: Api = fastify().withTypeProvider<TypeBoxTypeProvider>()
    exposeHealth(http, { ...world.deps, ...state })
    const response = await http.inject('/readyz')
    expect(response.statusCode).toBe(503)
    expect(response.json()).toMatchObject({ ready: false, reasons: [reason] })
  })

  it('[H13] say that items are waiting for too long', async () => {
    await using late = await startWorld({ env: { ROLES: 'web' } })
    await late.db.pool.query(
      `with kept as (
         insert into inbound_events (id, platform, item_key, raw, received_at)
         values (gen_random_uuid(), 'whatsapp', 'k', '{}', now() - interval '2 minutes') returning id
       ) insert into inbound_pending select id, now() from kept`,
    )
    const ready = async () => {
      const response = await fetch(`${late.url}/readyz`)
      return { status: response.status, ...((await response.json()) as object) }
    }
    await expect.poll(ready).toMatchObject({ status: 503, ready: false, reasons: ['lag'], backlog: 1 })
  })

  it('[H14] count requests by the pattern of their route', async () => {
    await world.owner.get(`/accounts/${crypto.randomUUID()}`)
    const metrics = await (await send('/metrics')).text()
    expect(metrics).toMatch(
      /switchboard_http_request_seconds_count\{method="GET",route="\/api\/v1\/accounts\/:id",status="404"\} \d/,
    )
    expect(metrics).not.toMatch(/route="[^"]*[0-9a-f]{8}-/)
    expect(metrics).toContain('process_resident_memory_bytes')
  })

  it('[H15] leave no secret and no text in the log', async () => {
    const lines: string[] = []
    await using talkative = await startWorld({ onLog: (line) => lines.push(line), env: { LOG_LEVEL: 'trace' } })
    const { owner } = talkative
    await owner.get('/members?cursor=canary-cursor')
    await owner.post('/accounts', {
      platform: 'whatsapp',
      external_id: 'canary-id',
      name: 'canary-name',
      credentials: { access_token: 'canary-token' },
    })
    await call(talkative.url, 'POST', '/api/auth/sign-up/email', {
      name: 'canary',
      email: 'canary@example.com',
      password: 'canary-password',
    })
    await call(talkative.url, 'POST', '/api/auth/sign-up/email', {
      name: 'canary',
      email: 'canary@example.com',
      password: 'canary-password',
    })
    talkative.deps.logger.warn(
      { headers: { authorization: 'canary', cookie: 'canary' }, token: 'canary', body: { password: 'canary' } },
      'careless',
    )

    // What the database says of a row that it refuses has the row in it.
    await talkative.db.pool.query(`alter table invitations add constraint no_canaries check (email not like 'canary%')`)
    const refused = await owner.post('/invitations', { role: 'agent', email: 'canary@example.com' })
    expect(refused.status).toBe(500)

    const log = lines.join('')
    expect(log).toContain('no_canaries')
    expect(log).toContain('"route":"/api/v1/members"')
    expect(log).not.toContain('canary')
    expect(log).not.toContain(owner.token)
    expect(log).not.toContain(owner.session)
  })

  it('[H16] end with the requests in hand answered and the next ones refused', async () => {
    const ending = await startWorld()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const slow = ending.db.transaction(async (tx) => {
      await tx.selectFrom('members').selectAll().where('id', '=', ending.owner.id).forUpdate().execute()
      begin()
      await held
    })
    await begun
    const inHand = ending.owner.patch(`/members/${ending.owner.id}`, { role: 'owner' })
    await untilWaiting(ending)
    const closing = ending[Symbol.asyncDispose]()
    expect(ending.deps.shutdown.aborted).toBe(true)
    release()
    await slow

    expect(await inHand).toMatchObject({ status: 200 })
    await closing
    await expect(fetch(`${ending.url}/healthz`)).rejects.toThrow('fetch failed')
  })

  it('[H16] end although somebody holds connections open: one never used, one used and kept', async () => {
    const ending = await startWorld()
    const { port } = new URL(ending.url)
    const [unused, used] = [connect(Number(port)), connect(Number(port))]
    used.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
    await once(used, 'data')
    const ends = [unused, used].map((socket) => once(socket.resume(), 'close'))

    const began = performance.now()
    await ending[Symbol.asyncDispose]()
    expect(performance.now() - began).toBeLessThan(9_000) // not the ten seconds after which everything is cut
    await Promise.all(ends)
  })
})

describe('pages', () => {
  it('[H18] are told to stay by themselves', async () => {
    const { headers } = await send('/')
    expect(headers.get('content-type')).toContain('text/html')
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('[H18] are kept to https where that is how they are found', async () => {
    await using safe = await startWorld({ env: { PUBLIC_URL: 'https://inbox.example.com' } })
    const signIn = await fetch(`${safe.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email: safe.owner.email, password }),
    })
    expect(signIn.headers.get('strict-transport-security')).toMatch(/max-age=\d+/)
    expect(signIn.headers.getSetCookie()[0]).toMatch(
      /^__Host-switchboard_session=[^;]+;.* Path=\/; HttpOnly; Secure; SameSite=Lax/,
    )
  })
})

describe('lists', () => {
  it('[H8] send views whole', async () => {
    const { body } = await world.owner.get<Page<{ permissions: string[] }>>('/members')
    expect(body.items.every(({ permissions }) => Array.isArray(permissions))).toBe(true)
  })
})

/** `fetch` mends an address before it sends it. */
function rawStatus(path: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const { hostname, port } = new URL(world.url)
  const headers = { authorization: `Bearer ${world.owner.token}` }
  httpRequest({ hostname, port, path, headers }, (response) => {
    response.resume()
    resolve(response.statusCode!)
  })
    .on('error', reject)
    .end()
  return promise
}

async function untilWaiting({ db }: World): Promise<void> {
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await db.pool.query(waiting)).rows.length === 0) await new Promise(setImmediate)
}
