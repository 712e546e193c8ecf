import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ConversationView,
  ErrorBody,
  MessageView,
  Page,
  SandboxDeliveries,
  SandboxDeliveryDetails,
  SandboxOutcome,
  SandboxState,
  SandboxThread,
} from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World, type WorldMember } from '../world/index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ sandbox: true })
})
afterAll(() => world?.[Symbol.asyncDispose]())

const act = (body: object, who: WorldMember = world.owner) => who.post<SandboxOutcome>('/sandbox/acts', body)
const threadOf = async (customer: string) =>
  (await world.owner.get<SandboxThread>(`/sandbox/thread?platform=whatsapp&customer=${customer}`)).body

describe('the routes of the sandbox', () => {
  it('[B150] let a member do as a customer what a customer can do, and it arrives', async () => {
    const made = await world.owner.post('/sandbox/people', { platform: 'whatsapp', handle: 'zoe', name: 'Zoë' })
    expect(made).toMatchObject({ status: 201, body: { name: 'Zoë', phone: expect.any(String) } })
    const zoe = { platform: 'whatsapp', customer: 'zoe' }
    const said = await act({ ...zoe, kind: 'text', text: 'Is it still there?' })
    expect(said).toMatchObject({ status: 200, body: { outcome: 'acknowledged', ids: [expect.any(String)] } })
    await act({ ...zoe, kind: 'location', latitude: 51.5, longitude: -0.1, reply_to: said.body.ids[0] })
    await world.owner.post('/sandbox/echoes', { ...zoe, text: 'It is.' })
    const echo = (await threadOf('zoe')).lines.at(-1)!
    await world.owner.post('/sandbox/receipts', { ...zoe, id: echo.id, status: 'read' })
    await world.idle()

    const { items } = (await world.owner.get<Page<MessageView>>('/messages')).body
    expect(items.map(({ type, text, status }) => [type, text, status])).toEqual([
      ['text', 'It is.', 'read'],
      ['location', null, 'received'],
      ['text', 'Is it still there?', 'received'],
    ])
    expect(await threadOf('zoe')).toMatchObject({
      customer: { name: 'Zoë' },
      acts: expect.arrayContaining(['unsend', 'location']),
      receipts: expect.arrayContaining(['read']),
      lines: [
        { text: 'Is it still there?', delivery: 'acknowledged' },
        { kind: 'location', reply_to: { text: 'Is it still there?' } },
        { from: 'account', text: 'It is.', status: 'read' },
      ],
    })
  })

  it('[B150] say what is wrong with what cannot be done', async () => {
    const refusals = [
      [{ platform: 'whatsapp', customer: 'nobody', kind: 'text', text: 'hi' }, 404, 'not_found'],
      [{ platform: 'whatsapp', customer: 'zoe', kind: 'story_mention' }, 400, 'bad_request'],
      [{ platform: 'whatsapp', customer: 'zoe', kind: 'dance' }, 400, 'bad_request'],
      [{ platform: 'whatsapp', customer: 'zoe', kind: 'text' }, 400, 'bad_request'],
      [{ platform: 'whatsapp', customer: 'zoe', kind: 'text', text: 'hi', wait: false }, 400, 'bad_request'],
    ] as const
    for (const [body, status, code] of refusals) {
      expect(await world.owner.post<ErrorBody>('/sandbox/acts', body)).toMatchObject({ status, body: { code } })
    }
  })

  it('[B151] show every delivery with its bytes and signature, and deliver it again', async () => {
    await act({ platform: 'whatsapp', customer: 'zoe', kind: 'text', text: 'once' })
    const { items } = (await world.owner.get<SandboxDeliveries>('/sandbox/deliveries?limit=1')).body
    const { id } = items[0]!
    const { body } = await world.owner.get<SandboxDeliveryDetails>(`/sandbox/deliveries/${id}`)
    expect(body).toMatchObject({ state: 'acknowledged', attempts: [{ status: 200 }], sent: { is_signed: true } })
    expect(body.sent!.body).toContain('once')

    await world.owner.post(`/sandbox/deliveries/${id}/redeliver`)
    await world.idle()
    const again = await world.owner.get<SandboxDeliveries>('/sandbox/deliveries?limit=1')
    expect(again.body.items[0]).toMatchObject({ replay_of: id, state: 'acknowledged' })
    const messages = await world.owner.get<Page<MessageView>>('/messages')
    expect(messages.body.items.filter(({ text }) => text === 'once')).toHaveLength(1)
    expect((await world.owner.get('/sandbox/deliveries/d-9999')).status).toBe(404)
  })

  it('[B152] let many come at once, wrongly, and the people of the demo be silent', async () => {
    expect((await world.owner.post('/sandbox/faults', { duplicates: 1, reorder: 3 })).body).toMatchObject({
      duplicates: 1,
      reorder: 3,
      drop: 0,
    })
    const burst = await world.owner.post<SandboxOutcome>('/sandbox/bursts', { count: 6 })
    await world.sandbox.drained()
    await world.idle()
    const { items } = (await world.owner.get<Page<MessageView>>('/messages')).body
    expect(items.filter(({ text }) => text?.endsWith('of 6'))).toHaveLength(burst.body.ids.length)
    expect((await world.owner.post('/sandbox/script', { running: false })).body).toMatchObject({ running: false })
    expect((await world.owner.get<SandboxState>('/sandbox')).body).toMatchObject({
      faults: { duplicates: 1 },
      script: { running: false },
      people: [{ handle: 'zoe' }],
      pending: 0,
    })
    await world.owner.post('/sandbox/faults', { duplicates: 0, reorder: 0 })
  })

  it('[B153] are for who manages the accounts of the workspace that lives there, and for nobody else', async () => {
    const agent = await world.member('agent')
    const stranger = await world.workspace('elsewhere')
    for (const path of ['/sandbox', '/sandbox/deliveries', '/sandbox/thread?platform=whatsapp&customer=zoe']) {
      expect((await agent.get(path)).body).toMatchObject({ code: 'forbidden' })
      expect((await stranger.owner.get(path)).body).toMatchObject({ code: 'not_found' })
    }
    const hello = { platform: 'whatsapp', customer: 'zoe', kind: 'text', text: 'hi' }
    expect((await act(hello, agent)).status).toBe(403)
    expect((await act(hello, stranger.owner)).status).toBe(404)
    await using real = await startWorld()
    expect((await real.owner.get('/sandbox')).status).toBe(404)
  })

  it('[B153] never tell the token of the control API, nor those of the accounts', async () => {
    const { token } = JSON.parse(readFileSync(join(world.deps.config.dataDir, 'sandbox.json'), 'utf8')) as {
      token: string
    }
    const answers = [
      await world.owner.get('/sandbox'),
      await world.owner.get('/sandbox/thread?platform=whatsapp&customer=zoe'),
      await world.owner.get('/sandbox/deliveries'),
      await world.owner.get('/sandbox/deliveries/d-1'),
    ]
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      expect(JSON.stringify(body)).not.toContain(token)
      expect(JSON.stringify(body)).not.toContain('SANDBOX-')
    }
  })

  it('[B154] have the pictures of the emulated platforms at an address of ours, for whoever has the link', async () => {
    await world.customer('instagram', 'kofi').sendImage()
    await world.idle()
    const { items } = (await world.owner.get<Page<ConversationView>>('/conversations?platform=instagram')).body
    const { body } = await world.owner.get<Page<MessageView>>(`/messages?conversation_id=${items[0]!.id}`)
    const url = body.items[0]!.attachments[0]!.url!
    expect(url.startsWith(`${world.url}/api/v1/sandbox/cdn/`)).toBe(true)

    const picture = await fetch(url)
    expect(picture.status).toBe(200)
    expect(picture.headers.get('content-type')).toBe('image/png')
    const forged = url.replace(/oh=(.)/, (_, first) => (first === '0' ? 'oh=1' : 'oh=0'))
    expect((await fetch(forged)).status).toBe(404)
    expect((await fetch(url.replace('/image/', '/..%2Fsandbox/'))).status).toBe(400)
  })
})
