import { createHmac, randomBytes } from 'node:crypto'
import type { AccountDetails, AccountHealth, Page } from '@switchboard/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startWorld, type Tenant, type World } from '../../../world/index.ts'
import { businessAccountIn, openCredentials, sealCredentials } from './credentials.ts'

let world: World
let team: Tenant
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  team = await world.workspace('team')
})

const draft = (external_id: string = crypto.randomUUID()) => ({
  platform: 'whatsapp' as const,
  external_id,
  name: 'Our number',
  credentials: { access_token: 'canary-token' },
})
const newest = (workspaceId: string) =>
  world.db.read
    .selectFrom('events')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('pos', 'desc')
    .orderBy('audience')
    .execute()

describe('an account', () => {
  it('[A1] [A6] is connected, and those who may see it hear of it, by name because they cannot listen to it yet', async () => {
    const agent = await team.member('agent')
    await team.member('user', 'user')
    const { status, body } = await team.owner.post<AccountDetails>('/accounts', draft())

    expect({ status, body }).toMatchObject({
      status: 201,
      body: { status: 'connected', unread_messages: 0, last_event_at: null },
    })
    const events = (await newest(team.id)).slice(0, 3)
    expect(events.map(({ audience }) => audience)).toEqual([
      `account:${body.id}`,
      ...[agent.id, team.owner.id].map((id) => `member:${id}`).sort(),
    ])
    expect(events[0]).toMatchObject({ type: 'account_updated', data: { id: body.id, is_removed: false } })
    expect((await agent.get<Page<AccountDetails>>('/accounts')).body.items).toEqual([body])
    expect((await agent.get<AccountDetails>(`/accounts/${body.id}`)).body).toEqual(body)
  })

  it('[A2] keeps its credentials sealed, and says them to nobody', async () => {
    const { body } = await team.owner.post<AccountDetails>('/accounts', draft())
    const row = await world.db.read
      .selectFrom('accounts')
      .select('credentials')
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow()

    expect(openCredentials(world.deps.config.keys.credentials, body.id, row.credentials!)).toEqual({
      access_token: 'canary-token',
    })
    const { rows } = await world.db.pool.query(
      'select a::text as row from accounts a union all select e::text from events e',
    )
    expect(JSON.stringify([body, rows])).not.toContain('canary-token')
  })

  it('[A1] gets another name, and new credentials end what was wrong with the old ones', async () => {
    const { id } = await team.account('messenger')
    await world.db.read
      .updateTable('accounts')
      .set({ status: 'attention', status_reason: 'token expired' })
      .where('id', '=', id)
      .execute()

    const renamed = await team.owner.patch<AccountDetails>(`/accounts/${id}`, { name: 'Support' })
    expect(renamed.body).toMatchObject({ name: 'Support', status: 'attention' })
    const mended = await team.owner.patch(`/accounts/${id}`, { credentials: { access_token: 'new' } })
    expect(mended.body).toMatchObject({ name: 'Support', status: 'connected', status_reason: null })
    expect((await newest(team.id))[0]).toMatchObject({
      type: 'account_updated',
      data: { name: 'Support', status: 'connected' },
    })
  })

  it('[A3] belongs to one workspace at a time', async () => {
    const others = await world.workspace('others')
    const { external_id, id } = await team.account('whatsapp')
    const taken = { status: 409, body: { code: 'account_exists' } }

    expect(await team.owner.post('/accounts', draft(external_id))).toMatchObject(taken)
    expect(await others.owner.post('/accounts', draft(external_id))).toMatchObject(taken)
    await team.owner.delete(`/accounts/${id}`)
    expect(await others.owner.post('/accounts', draft(external_id))).toMatchObject({ status: 201 })
    expect(await team.owner.post('/accounts', draft(external_id))).toMatchObject(taken)
  })

  it('[A3] is connected once by those who try at the same moment', async () => {
    const others = await world.workspace('others')
    const body = draft()
    const answers = await Promise.all([team, team, others, others].map(({ owner }) => owner.post('/accounts', body)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  })

  it('[A4] [A6] is forgotten when removed, and comes back as it was', async () => {
    const { body: first } = await team.owner.post<AccountDetails>('/accounts', draft())
    const removed = await team.owner.delete<AccountDetails>(`/accounts/${first.id}`)

    expect(removed).toMatchObject({ status: 200, body: { status: 'disconnected' } })
    expect((await newest(team.id))[0]).toMatchObject({
      type: 'account_updated',
      data: { id: first.id, is_removed: true },
    })
    expect(await team.owner.get(`/accounts/${first.id}`)).toMatchObject({ status: 404 })
    expect((await team.owner.get<Page<AccountDetails>>('/accounts')).body.items).toEqual([])
    const kept = await world.db.read
      .selectFrom('accounts')
      .select('credentials')
      .where('id', '=', first.id)
      .executeTakeFirst()
    expect(kept).toEqual({ credentials: null })

    const { external_id } = first
    const again = await team.owner.post<AccountDetails>('/accounts', { ...draft(external_id), name: 'Again' })
    expect(again).toMatchObject({ status: 201, body: { id: first.id, name: 'Again', status: 'connected' } })
  })

  it('[A5] gets what was received for it before it was connected', async () => {
    const external_id = String(Date.now())
    await deliver(external_id, 'Is anybody there?')
    await world.idle()
    const state = () =>
      world.db.read
        .selectFrom('inbound_events')
        .select(['state', 'reason'])
        .where('account_external_id', '=', external_id)
    expect(await state().execute()).toEqual([{ state: 'ignored', reason: 'unknown_account' }])

    const { body } = await team.owner.post<AccountDetails>('/accounts', draft(external_id))
    await world.idle()
    expect(await state().execute()).toEqual([{ state: 'processed', reason: null }])
    const messages = await team.owner.get<Page<{ text: string }>>('/messages')
    expect(messages.body.items).toMatchObject([{ text: 'Is anybody there?' }])
    const health = await team.owner.get<AccountHealth>(`/accounts/${body.id}/health`)
    expect(health.body).toMatchObject({
      status: 'connected',
      pending: 0,
      failed: 0,
      unrecognised: 0,
      last_event_at: expect.any(String),
    })
  })
})

describe('what comes in while its account is being connected', () => {
  it('[A5] is not ignored for want of it', async () => {
    const external_id = crypto.randomUUID()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    // Whoever holds the counter of the log keeps the connecting from its commit.
    const holding = world.db.transaction(async (tx) => {
      await tx.selectFrom('workspaces').select('id').where('id', '=', team.id).forUpdate().execute()
      begin()
      await held
    })
    await begun
    const connecting = team.owner.post('/accounts', draft(external_id))
    await untilSomebodyWaits(1)
    await deliver(external_id, 'Am I too early?')
    await untilSomebodyWaits(2)
    release()
    await holding
    expect(await connecting).toMatchObject({ status: 201 })
    await world.idle()

    const messages = await team.owner.get<Page<{ text: string }>>('/messages')
    expect(messages.body.items).toMatchObject([{ text: 'Am I too early?' }])
  })
})

describe('a WhatsApp number whose credentials name its business account', () => {
  it.each(['waba_id', 'business_account_id'])('[A7] hears what is said of the business account: %s', async (field) => {
    const waba = `waba-${crypto.randomUUID()}`
    const { body } = await team.owner.post<AccountDetails>('/accounts', {
      ...draft(),
      credentials: { access_token: 'token', [field]: waba },
    })
    const other = await team.account('whatsapp')

    await deliverNews(waba, { event: 'PARTNER_REMOVED', waba_info: { waba_id: waba } })
    const { body: after } = await team.owner.get<Page<AccountDetails>>('/accounts')
    expect(after.items.map(({ id, status, status_reason }) => ({ id, status, status_reason }))).toEqual([
      { id: other.id, status: 'connected', status_reason: null },
      { id: body.id, status: 'disconnected', status_reason: 'partner_removed' },
    ])
  })

  it('[A7] hears it from the moment they do, and still when newer ones name none', async () => {
    const waba = 8_000_000 + Math.floor(Math.random() * 1_000_000)
    const { id } = await team.account('whatsapp', { credentials: { access_token: 'token' } })
    await deliverNews(`${waba}`, { event: 'ACCOUNT_VIOLATION' })
    expect((await team.owner.get<AccountDetails>(`/accounts/${id}`)).body.status).toBe('connected')

    await team.owner.patch(`/accounts/${id}`, { credentials: { access_token: 'token', waba_id: waba } })
    await team.owner.patch(`/accounts/${id}`, { credentials: { access_token: 'newer' } })
    await deliverNews(`${waba}`, { event: 'PARTNER_REMOVED' })
    expect((await team.owner.get<AccountDetails>(`/accounts/${id}`)).body.status).toBe('disconnected')
  })

  it('[A7] takes nothing for a business account that cannot be one', () => {
    for (const odd of [undefined, null, '', ' ', {}, ['1'], 2 ** 60, Number.NaN]) {
      expect(businessAccountIn({ waba_id: odd })).toBeNull()
    }
    expect(businessAccountIn({ waba_id: 42, business_account_id: '7' })).toBe('42')
  })
})

describe('sealed credentials', () => {
  const key = randomBytes(32)
  const sealed = sealCredentials(key, 'account-1', { access_token: 'secret' })

  it('[A2] open with their key, for their account, as they were', () => {
    expect(openCredentials(key, 'account-1', sealed)).toEqual({ access_token: 'secret' })
    expect(sealCredentials(key, 'account-1', { access_token: 'secret' })).not.toEqual(sealed)
  })

  it.each([
    ['another key', () => openCredentials(randomBytes(32), 'account-1', sealed)],
    ['another account', () => openCredentials(key, 'account-2', sealed)],
    ['a changed byte', () => openCredentials(key, 'account-1', Buffer.from(sealed).fill(0, 30, 31))],
    ['a cut', () => openCredentials(key, 'account-1', sealed.subarray(0, 20))],
    ['nothing', () => openCredentials(key, 'account-1', Buffer.alloc(0))],
  ])('[A2] do not open with %s', (_what, open) => {
    expect(open()).toBeNull()
  })
})

async function untilSomebodyWaits(how_many: number): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await world.db.pool.query(waiting)).rows.length < how_many) await new Promise(setImmediate)
}

/** What the platform says of a business account, taken in when this resolves. */
async function deliverNews(businessAccountId: string, value: object): Promise<void> {
  const change = { field: 'account_update', value }
  await post({
    object: 'whatsapp_business_account',
    entry: [{ id: businessAccountId, time: Math.floor(Date.now() / 1000), changes: [change] }],
  })
  await world.idle()
}

async function deliver(phoneNumberId: string, text: string): Promise<void> {
  const message = {
    from: '15550001111',
    id: `wamid.${crypto.randomUUID()}`,
    timestamp: '1764000000',
    type: 'text',
    text: { body: text },
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550009999', phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: 'A customer' }, wa_id: '15550001111' }],
    messages: [message],
  }
  await post({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] })
}

async function post(payload: object): Promise<void> {
  const body = JSON.stringify(payload)
  const signature = createHmac('sha256', 'app secret').update(body).digest('hex')
  const response = await fetch(`${world.url}/webhooks/whatsapp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    body,
  })
  expect(response.status).toBe(200)
}
