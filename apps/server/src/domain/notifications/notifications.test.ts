import { createECDH, randomBytes } from 'node:crypto'
import type { ErrorBody, NotificationSettings, PushKey, PushSubscription } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, openMember, startWorld, type World, type WorldMember } from '../../../world/index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const keys = () => {
  const p256dh = createECDH('prime256v1').generateKeys('base64url')
  return { p256dh, auth: randomBytes(16).toString('base64url') }
}
let browsers = 0
const browser = (): PushSubscription => ({ endpoint: `https://push.example/send/${++browsers}`, keys: keys() })
const subscribe = (member: WorldMember, draft: object) => member.post<ErrorBody>('/push/subscriptions', draft)
const holders = async (endpoint: string) => {
  const rows = await world.db.read
    .selectFrom('push_subscriptions')
    .select('member_id')
    .where('endpoint', '=', endpoint)
    .execute()
  return rows.map(({ member_id }) => member_id)
}

describe('notification settings', () => {
  it('[W6] begin with no content shown, and change one by one for one member', async () => {
    const [ada, bob] = [await world.member('ada'), await world.member('bob')]
    const read = async (member: WorldMember) => (await member.get<NotificationSettings>('/notification_settings')).body
    const standard = {
      push: true,
      sound: true,
      desktop: true,
      only_mine: true,
      show_content: false,
      quiet_hours: null,
    }
    expect(await read(ada)).toEqual(standard)

    const quiet_hours = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' }
    expect((await ada.patch('/notification_settings', { quiet_hours, sound: false })).body).toEqual({
      ...standard,
      quiet_hours,
      sound: false,
    })
    await ada.patch('/notification_settings', { show_content: true })
    expect(await read(ada)).toEqual({ ...standard, quiet_hours, sound: false, show_content: true })
    await ada.patch('/notification_settings', { quiet_hours: null })
    expect(await read(ada)).toMatchObject({ quiet_hours: null, sound: false })
    expect(await read(bob)).toEqual(standard)
  })

  it.each([
    [{ quiet_hours: { from: '25:00', to: '07:00', time_zone: 'UTC' } }, 'body/quiet_hours'],
    [{ quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Moon/Crater' } }, 'body/quiet_hours/time_zone'],
    [{ push: 'yes' }, 'body/push'],
    [{}, 'body'],
  ])('[W6] say what is wrong with %o', async (change, path) => {
    const { status, body } = await world.owner.patch<ErrorBody>('/notification_settings', change)
    expect(status).toBe(400)
    const { problems } = body.details as { problems: { path: string }[] }
    expect(problems.map((problem) => problem.path).join()).toContain(path)
  })
})

describe('a subscription', () => {
  it('[W9] is made with a key of the server, once, however often it is said', async () => {
    const { public_key } = (await world.owner.get<PushKey>('/push/key')).body
    expect(Buffer.from(public_key, 'base64url')).toHaveLength(65)

    const draft = browser()
    expect(await subscribe(world.owner, draft)).toMatchObject({ status: 204 })
    expect(await subscribe(world.owner, draft)).toMatchObject({ status: 204 })
    expect(await holders(draft.endpoint)).toEqual([world.owner.id])
  })

  it('[W10] ends when its member ends it, and nobody else does', async () => {
    const draft = browser()
    const member = await world.member('ending')
    await subscribe(member, draft)
    const end = (who: WorldMember) => who.request('DELETE', '/push/subscriptions', { endpoint: draft.endpoint })
    expect(await end(world.owner)).toMatchObject({ status: 204 })
    expect(await holders(draft.endpoint)).toEqual([member.id])
    expect(await end(member)).toMatchObject({ status: 204 })
    expect(await end(member)).toMatchObject({ status: 204 })
    expect(await holders(draft.endpoint)).toEqual([])
  })

  it('[W10] ends with the sign-in that made it', async () => {
    const draft = browser()
    const member = await world.member('leaving')
    await subscribe(member, draft)
    await call(world.url, 'POST', '/api/auth/sign-out', undefined, member.session)
    expect(await holders(draft.endpoint)).toEqual([])
  })

  it('[W10] is no longer that of a user whose browser another one uses, but of both workspaces of one user', async () => {
    const draft = browser()
    const [one, two] = [await world.member('one'), await world.member('two')]
    await subscribe(one, draft)
    await subscribe(two, draft)
    expect(await holders(draft.endpoint)).toEqual([two.id])

    const { body } = await call<{ id: string }>(world.url, 'POST', '/workspaces', { name: 'Second' }, two.session)
    const elsewhere = await openMember(world.url, two, body.id)
    await subscribe(elsewhere, draft)
    expect((await holders(draft.endpoint)).sort()).toEqual([two.id, elsewhere.id].sort())
  })

  it('[W10] is one of twenty at the most', async () => {
    const member = await world.member('busy')
    const drafts = Array.from({ length: 22 }, browser)
    for (const draft of drafts) await subscribe(member, draft)
    const kept = await world.db.read
      .selectFrom('push_subscriptions')
      .select('endpoint')
      .where('member_id', '=', member.id)
      .execute()
    expect(kept.map(({ endpoint }) => endpoint).sort()).toEqual(
      drafts
        .slice(2)
        .map(({ endpoint }) => endpoint)
        .sort(),
    )
  })

  it.each([
    'http://push.example/send',
    'https://push.example:8443/send',
    'https://user:password@push.example/send',
    'https://127.0.0.1/send',
    'https://[::1]/send',
    'https://2130706433/send',
    'https://0x7f.1/send',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/send',
    'https://printer/send',
    'https://printer.local/send',
    'https://db.internal/send',
    'file:///etc/passwd',
    'nonsense',
  ])('[W14] does not lead to %s', async (endpoint) => {
    const { status, body } = await subscribe(world.owner, { ...browser(), endpoint })
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { details: { problems: [{ path: 'body/endpoint' }] } },
    })
    expect(JSON.stringify(body)).not.toContain('send')
  })

  it.each([
    ['p256dh', randomBytes(65).toString('base64url')],
    ['p256dh', Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString('base64url')],
    ['p256dh', 'short'],
    ['auth', randomBytes(15).toString('base64url')],
  ])('[W11] needs keys that are keys: %s', async (name, value) => {
    const draft = browser()
    const answer = await subscribe(world.owner, { ...draft, keys: { ...draft.keys, [name]: value } })
    expect(answer).toMatchObject({ status: 400, body: { details: { problems: [{ path: `body/keys/${name}` }] } } })
  })
})
