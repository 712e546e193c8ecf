import type { InboundEventView, MessageView, Page } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../world/index.ts'
import { webhookBodyLimit } from './webhook-routes.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const textsOf = async (conversation?: string) => {
  const { body } = await world.owner.get<Page<MessageView>>(
    `/messages${conversation ? `?conversation_id=${conversation}` : ''}`,
  )
  return body.items.map((message) => message.text)
}
const journal = async (query = '') =>
  (await world.owner.get<Page<InboundEventView>>(`/admin/inbound_events${query}`)).body.items

describe('a platform that checks the address', () => {
  it('[N1] gets its challenge back, and nobody else does', async () => {
    const ask = (query: string) => fetch(`${world.url}/webhooks/whatsapp?${query}`)
    const good = await ask('hub.mode=subscribe&hub.verify_token=verify%20token&hub.challenge=1158201444')
    expect([good.status, await good.text(), good.headers.get('content-type')]).toEqual([
      200,
      '1158201444',
      'text/plain',
    ])
    for (const query of [
      'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
      'hub.verify_token=verify%20token&hub.challenge=1',
      'hub.mode=subscribe&hub.verify_token=verify%20token&hub.challenge=<b>',
      '',
    ]) {
      expect((await ask(query)).status).toBe(403)
    }
  })
})

describe('a webhook', () => {
  it('[N2] is refused unless it is signed over its very bytes', async () => {
    const page = await world.account('messenger')
    const payload = pageMessages(page.external_id, { from: '1', mid: 'm_forged', text: 'forged' })
    for (const secret of [null, 'another secret']) {
      const answer = await postWebhook(world.url, 'messenger', payload, { secret })
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([401, 'bad_signature'])
    }
    const count = await world.db.read
      .selectFrom('inbound_events')
      .where('item_key', '=', 'm:m_forged')
      .select('id')
      .execute()
    expect(count).toEqual([])
  })

  it('[N3] that is answered 200 is in the inbox, once, however often it comes', async () => {
    const page = await world.account('messenger')
    const payload = pageMessages(page.external_id, { from: '11', mid: 'm_once', text: 'grüße 👋' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => postWebhook(world.url, 'messenger', payload)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await world.idle()
    expect((await textsOf()).filter((text) => text === 'grüße 👋')).toHaveLength(1)
  })

  it('[N4] of any size up to 4 MiB is taken, and a larger one refused with the limit', async () => {
    const page = await world.account('messenger')
    const large = pageMessages(page.external_id, { from: '12', mid: 'm_large', text: 'x'.repeat(3 * 1024 * 1024) })
    expect((await postWebhook(world.url, 'messenger', large)).status).toBe(200)
    const tooLarge = await postWebhook(world.url, 'messenger', Buffer.alloc(webhookBodyLimit + 1, 32))
    expect([tooLarge.status, JSON.parse(tooLarge.body)]).toMatchObject([
      413,
      { code: 'payload_too_large', details: { limit_bytes: webhookBodyLimit } },
    ])
  })

  it('[N5] that nobody can read is kept and shown, whatever its content type', async () => {
    for (const [body, contentType] of [
      ['{"half', 'application/json'],
      ['not json at all', 'text/plain'],
      ['[]', 'application/xml'],
      ['"\\u0000"', 'application/json'],
      ['{"entry":[]}', '///'],
      [`{"entry":[],"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, ''],
    ] as const) {
      expect((await postWebhook(world.url, 'whatsapp', Buffer.from(body), { contentType })).status).toBe(200)
    }
    await world.idle()
    const kept = await journal('?state=unrecognised&platform=whatsapp')
    expect(kept).toHaveLength(6)
    expect(kept.every(({ kind }) => kind === null || kind === 'unrecognised')).toBe(true)
    expect(kept.every((event) => event.raw === null)).toBe(true) // nobody's account: its content is nobody's to read
  })

  it('[N6] with a NUL or half a surrogate pair costs nobody anything', async () => {
    const page = await world.account('messenger')
    const payload = pageMessages(
      page.external_id,
      { from: '13', mid: 'm_nul', text: 'a\u0000b\ud83d' },
      { from: '13', mid: 'm_neighbour', text: 'neighbour' },
    )
    expect((await postWebhook(world.url, 'messenger', payload)).status).toBe(200)
    await world.idle()
    expect(await journal('?state=failed')).toEqual([])
    expect(await textsOf()).toContain('neighbour')
  })

  it('[N7] for an account that is not connected waits until it is', async () => {
    const payload = pageMessages('108200000000042', { from: '14', mid: 'm_early', text: 'anybody there?' })
    expect((await postWebhook(world.url, 'messenger', payload)).status).toBe(200)
    await world.idle()
    expect(await journal('?state=ignored')).toMatchObject([
      { reason: 'unknown_account', kind: 'message', account_external_id: '108200000000042', raw: null },
    ])

    await world.account('messenger', { external_id: '108200000000042' })
    await world.idle()
    expect(await textsOf()).toContain('anybody there?')
  })
})

describe('an item that cannot be applied', () => {
  it('[N8] never blocks its neighbours, rests as failed, and is applied when it is replayed', async () => {
    const page = await world.account('messenger')
    await world.db.pool.query(`alter table messages add constraint no_poison check (text is distinct from 'poison')`)
    const payload = pageMessages(
      page.external_id,
      { from: '15', mid: 'm_before', text: 'before poison' },
      { from: '15', mid: 'm_poison', text: 'poison' },
      { from: '16', mid: 'm_after', text: 'after poison' },
    )
    expect((await postWebhook(world.url, 'messenger', payload)).status).toBe(200)
    await world.db.pool.query(`update inbound_events set attempts = 7 where item_key = 'm:m_poison'`)
    await world.db.pool.query('update inbound_pending set next_attempt_at = now()')
    world.deps.applying.lookAgain()
    await world.idle()
    const [failed] = await journal('?state=failed')
    expect(failed).toMatchObject({
      item_key: 'm:m_poison',
      error: expect.stringContaining('no_poison'),
      raw: { object: 'page' },
    })
    expect(await textsOf()).toEqual(expect.arrayContaining(['before poison', 'after poison']))

    await world.db.pool.query('alter table messages drop constraint no_poison')
    expect(await world.owner.post(`/admin/inbound_events/${failed!.id}/replay`)).toMatchObject({
      status: 202,
      body: { state: 'pending' },
    })
    await world.idle()
    expect(await textsOf()).toContain('poison')
    expect(await world.owner.post(`/admin/inbound_events/${failed!.id}/replay`)).toMatchObject({
      status: 409,
      body: { code: 'not_replayable' },
    })
  })

  it('[N9] is seen by those who run the accounts of its workspace, and by nobody else', async () => {
    const agent = await world.member('agent', 'agent')
    const stranger = await world.workspace('elsewhere')
    expect(await agent.get('/admin/inbound_events')).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await stranger.owner.get<Page<InboundEventView>>('/admin/inbound_events')).body.items).toEqual([])
    const [event] = await journal()
    expect(await world.owner.get(`/admin/inbound_events/${event!.id}`)).toMatchObject({ status: 200, body: event })
    expect(await agent.get(`/admin/inbound_events/${event!.id}`)).toMatchObject({ status: 403 })
    expect(await stranger.owner.get(`/admin/inbound_events/${event!.id}`)).toMatchObject({ status: 404 })
    expect(await stranger.owner.post(`/admin/inbound_events/${event!.id}/replay`)).toMatchObject({ status: 404 })
  })
})

describe('an unsent message', () => {
  it('[M7] is empty in the journal too', async () => {
    const account = await world.account('instagram')
    const sides = { sender: { id: '21' }, recipient: { id: account.external_id }, timestamp: Date.now() }
    const envelope = (message: object) => ({
      object: 'instagram',
      entry: [{ id: account.external_id, time: Date.now(), messaging: [{ ...sides, message }] }],
    })
    await postWebhook(world.url, 'instagram', envelope({ mid: 'aWdf1', text: 'my secret' }))
    await world.idle()
    await postWebhook(world.url, 'instagram', envelope({ mid: 'aWdf1', is_deleted: true }))
    await world.idle()

    expect(await textsOf()).not.toContain('my secret')
    const events = await journal(`?account_id=${account.id}`)
    expect(JSON.stringify(events)).not.toContain('my secret')
    expect(events.map(({ kind }) => kind)).toEqual(['unsend', null]) // newest first
  })
})
