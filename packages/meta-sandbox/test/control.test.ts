import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { start, startedAt } from './start.ts'

interface ControlAnswer {
  status: number
  body: {
    ids: string[]
    items: { id: string }[]
    accounts: { token_state: string }[]
    customers: unknown[]
    deliveries: unknown[]
    webhooks: unknown
  }
}

async function post(
  sandbox: Sandbox,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ControlAnswer> {
  const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as ControlAnswer['body'] }
}

async function get(sandbox: Sandbox, path: string, headers: Record<string, string> = {}): Promise<ControlAnswer> {
  const response = await fetch(`${sandbox.url}/sandbox/${path}`, { headers })
  return { status: response.status, body: (await response.json()) as ControlAnswer['body'] }
}

describe('the control API', () => {
  it('[X31] shows the accounts with their tokens, the customers, and how things stand', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage
    await sandbox.customer('whatsapp', 'ada').say('hi')

    const { body } = await get(sandbox, 'state')

    const account = sandbox.account('whatsapp')
    expect(body).toMatchObject({ url: sandbox.url, now: new Date(startedAt).toISOString(), seed: 'test', pending: 0 })
    expect(body.webhooks).toEqual(receiver.webhooks)
    expect(body.accounts).toHaveLength(3)
    expect(body.accounts[2]).toEqual({
      platform: 'whatsapp',
      handle: 'shop',
      name: 'Sandbox Pottery',
      username: 'sandbox.pottery',
      external_id: account.externalId,
      app_scoped_id: null,
      waba_id: account.wabaId,
      phone: account.phone,
      access_token: account.accessToken,
      token_state: 'valid',
      is_subscribed: true,
    })
    expect(body.customers).toHaveLength(13)
    expect(body.customers[0]).toMatchObject({
      handle: 'ada',
      phone: '447700900123',
      manner: expect.any(String),
      last_messages: [{ from: 'customer', text: 'hi' }],
    })
    expect(body.deliveries).toHaveLength(1)
  })

  it('[X31] does as a customer whatever customers can do, and answers when it has been acknowledged', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage

    const said = await post(sandbox, 'send', { platform: 'whatsapp', customer: 'ada', text: 'hi' })
    const place = { kind: 'location', latitude: 51.5, longitude: -0.1 }
    await post(sandbox, 'send', { platform: 'whatsapp', customer: 'ada', ...place })
    const reaction = { kind: 'reaction', to: said.body.ids[0], emoji: '👍' }
    await post(sandbox, 'send', { platform: 'whatsapp', customer: 'ada', ...reaction })

    expect(said).toMatchObject({
      status: 200,
      body: {
        outcome: 'acknowledged',
        ids: [expect.stringMatching(/^wamid\./)],
        deliveries: [{ state: 'acknowledged' }],
      },
    })
    expect(receiver.values.map((value) => value.messages[0]!.type)).toEqual(['text', 'location', 'reaction'])
  })

  it('[X31] does not wait for those who do not want to, nor for what nobody has subscribed to', async () => {
    await using stage = await start({ people: true, webhook: {} })
    const { sandbox, receiver } = stage

    const lost = await post(sandbox, 'send', { platform: 'whatsapp', customer: 'ada', text: 'hi' })
    sandbox.setWebhooks(receiver.webhooks)
    receiver.behaviour = () => 503
    const refused = await post(sandbox, 'send', { platform: 'whatsapp', customer: 'ada', text: 'hi', wait: false })

    expect(lost).toMatchObject({
      status: 502,
      body: { outcome: 'not_delivered', deliveries: [{ state: 'unsubscribed' }] },
    })
    expect(refused).toMatchObject({ status: 202, body: { outcome: 'pending', ids: [expect.any(String)] } })
  })

  it('[X31] speaks for the business: echoes and receipts', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage
    const to = { platform: 'messenger', customer: 'mei' }

    const echo = await post(sandbox, 'echo', { ...to, text: 'On Friday' })
    await post(sandbox, 'receipt', { ...to, id: echo.body.ids[0], status: 'read' })

    expect(receiver.messaging).toMatchObject([
      { message: { is_echo: true, text: 'On Friday' } },
      { read: { watermark: startedAt } },
    ])
  })

  it('[X31] adds customers and accounts', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage

    await post(sandbox, 'accounts', { platform: 'whatsapp', handle: 'bakery', name: 'Sandbox Bakery' })
    const zoe = { platform: 'whatsapp', handle: 'zoe', name: 'Zoë', phone: null, username: 'zoe', account: 'bakery' }
    const added = await post(sandbox, 'customers', zoe)
    const twice = await post(sandbox, 'customers', zoe)
    await post(sandbox, 'send', { platform: 'whatsapp', customer: 'zoe', text: 'hi' })

    expect(added).toMatchObject({ status: 201, body: { handle: 'zoe', phone: null, account: 'bakery' } })
    expect(twice).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } })
    expect(receiver.values[0]).toMatchObject({
      metadata: { phone_number_id: sandbox.account('whatsapp', 'bakery').externalId },
      contacts: [{ profile: { name: 'Zoë', username: 'zoe' } }],
    })
  })

  it('[X31] lists deliveries and replays them', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage
    await post(sandbox, 'burst', { count: 5, platform: 'messenger' })

    const list = await get(sandbox, 'deliveries?limit=2')
    const { id } = list.body.items[0]!
    const one = await get(sandbox, `deliveries/${id}`)
    const replayed = await post(sandbox, `deliveries/${id}/replay`, {})

    expect(list.body.items).toHaveLength(2)
    expect(one.body).toMatchObject({ id, state: 'acknowledged' })
    expect(replayed).toMatchObject({ status: 200, body: { outcome: 'acknowledged', deliveries: [{ replay_of: id }] } })
    expect(receiver.received).toHaveLength(6)
    expect(await get(sandbox, 'deliveries?state=failed')).toMatchObject({ body: { items: [] } })
    expect(await post(sandbox, 'deliveries/d-99/replay', {})).toMatchObject({
      status: 404,
      body: { error: { code: 'no_such_delivery' } },
    })
  })

  it('[X31] changes faults, time, tokens and the script, and resets them all', async () => {
    await using stage = await start({ people: true })
    const { sandbox } = stage

    const faults = await post(sandbox, 'faults', { duplicates: 0.5, delay_ms: 10 })
    const moved = await post(sandbox, 'advance', { ms: 3_600_000 })
    await post(sandbox, 'token', { platform: 'messenger', state: 'expired' })
    const script = await post(sandbox, 'script', { action: 'start', backlog: false, speed: 3 })
    const reset = await post(sandbox, 'reset', {})

    expect(faults.body).toMatchObject({ duplicates: 0.5, delay_ms: 10, batch: 0 })
    expect(moved.body).toEqual({ now: new Date(startedAt + 3_600_000).toISOString() })
    expect(script.body).toEqual({ running: true, speed: 3 })
    expect(reset.body).toMatchObject({
      now: new Date(startedAt).toISOString(),
      faults: { duplicates: 0 },
      script: { running: false, speed: 1 },
      deliveries: [],
    })
    expect(reset.body.accounts.map((account: { token_state: string }) => account.token_state)).toEqual(
      Array(3).fill('valid'),
    )
  })

  it('[X31] says what is wrong with a request', async () => {
    await using stage = await start({ people: true })
    const { sandbox } = stage
    const ada = { platform: 'whatsapp', customer: 'ada' }

    const refusals = [
      [await post(sandbox, 'send', { ...ada, customer: 'nobody', text: 'hi' }), 404, /"nobody".*ada, omar/],
      [await post(sandbox, 'send', { ...ada, platform: 'telegram', text: 'hi' }), 422, /"platform" has to be one of/],
      [await post(sandbox, 'send', ada), 422, /"text" needs "text"/],
      [await post(sandbox, 'send', { ...ada, kind: 'dance' }), 422, /no kind "dance"/],
      [await post(sandbox, 'send', { ...ada, kind: 'album', count: 1_000 }), 422, /from 1 to 100/],
      [await post(sandbox, 'send', { ...ada, kind: 'share', shared: 'x', title: 'y' }), 422, /one of post/],
      [await post(sandbox, 'send', { ...ada, kind: 'story_mention' }), 422, /cannot do "story_mention"/],
      [await post(sandbox, 'faults', { gremlins: 1 }), 422, /no fault "gremlins"/],
      [await post(sandbox, 'faults', { duplicates: 'many' }), 422, /from 0 to 1/],
      [await post(sandbox, 'advance', { ms: -1 }), 422, /whole number/],
      [await post(sandbox, 'script', { speed: 0 }), 422, /above 0/],
      [await post(sandbox, 'script', { action: 'dance' }), 422, /one of start, stop/],
      [await post(sandbox, 'burst', []), 400, /JSON object/],
      [await post(sandbox, 'nothing', {}), 404, /no POST/],
      [await get(sandbox, 'send'), 404, /no GET/],
    ] as const

    for (const [answer, status, message] of refusals) {
      expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(message) } } })
    }
  })

  it('[X30] wants its token, when it has one', async () => {
    await using stage = await start({ controlToken: 'let-me-in' })
    const { sandbox } = stage

    expect((await get(sandbox, 'state')).status).toBe(401)
    expect((await get(sandbox, 'state', { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await post(sandbox, 'reset', {})).status).toBe(401)
    expect((await get(sandbox, 'state', { authorization: 'Bearer let-me-in' })).status).toBe(200)
  })

  it('[X30] takes no request that a page on the web could send without asking', async () => {
    await using stage = await start({ people: true })

    const response = await fetch(`${stage.sandbox.url}/sandbox/burst`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"count":5}',
    })

    expect(response.status).toBe(415)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(stage.receiver.received).toEqual([])
  })

  it('takes no body beyond a megabyte', async () => {
    await using stage = await start({ people: true })

    const answer = await post(stage.sandbox, 'send', {
      platform: 'whatsapp',
      customer: 'ada',
      text: 'x'.repeat(1_100_000),
    })

    expect(answer.status).toBe(413)
  })
})
