import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  call,
  openMember,
  pageMessages,
  postWebhook,
  startWorld,
  Witness,
  type World,
  type WorldMember,
} from './index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const isLive = ({ client }: Witness) => client.connection.status.is === 'live'
const hasEnded = ({ client }: Witness) => client.connection.status.is === 'stopped'
const endings: [string, (member: WorldMember) => Promise<unknown>][] = [
  ['is disabled', ({ id }) => world.owner.patch(`/members/${id}`, { is_disabled: true })],
  ['is removed', ({ id }) => world.owner.delete(`/members/${id}`)],
  ['signs out', ({ session }) => call(world.url, 'POST', '/api/auth/sign-out', undefined, session)],
  [
    'is signed out from elsewhere',
    async ({ email, password }) => {
      const who = { email, password }
      const { body } = await call<{ token: string }>(world.url, 'POST', '/api/auth/sign-in/email', who)
      await call(world.url, 'POST', '/api/auth/revoke-other-sessions', undefined, body.token)
    },
  ],
]

describe('the live stream of a member', () => {
  it.each(endings)('[I10] ends when the member %s', async (_what, end) => {
    const member = await world.member('leaving')
    await using witness = await Witness.of(member)
    await using other = await Witness.of(world.owner)

    await end(member)
    await witness.until(() => hasEnded(witness))
    expect(witness.client.connection.status).toEqual({ is: 'stopped', reason: 'sign_in' })
    expect(isLive(other)).toBe(true)
  })

  it('[A6] [I17] has a new account and its messages from the moment it is connected, and loses them with it', async () => {
    const member = await world.member('agent')
    await using witness = await Witness.of(member)
    const { state } = witness.client.store
    expect(state!.accounts.size).toBe(0)

    const account = await world.account('messenger')
    const message = { from: randomUUID(), mid: `m_${randomUUID()}`, text: 'Anybody?' }
    await postWebhook(world.url, 'messenger', pageMessages(account.external_id, message))
    await witness.until(() => witness.client.store.state!.conversations.size === 1)
    await witness.agrees()

    await world.owner.delete(`/accounts/${account.id}`)
    await witness.until(() => witness.client.store.state!.accounts.size === 0)
    await witness.agrees()
  })

  it('[I12] [I17] shows the inbox when the role of its member comes with it, and no more when it does not', async () => {
    const account = await world.account('messenger')
    const message = { from: randomUUID(), mid: `m_${randomUUID()}`, text: 'Anybody?' }
    await postWebhook(world.url, 'messenger', pageMessages(account.external_id, message))
    await world.idle()
    const user = await world.member('user', 'user')
    await using witness = await Witness.of(user)
    expect(witness.client.store.state!.conversations.size).toBe(0)

    await world.owner.patch(`/members/${user.id}`, { role: 'agent' })
    world.advance(5_000)
    await witness.until(() => witness.client.store.state!.conversations.size > 0)
    await witness.agrees()

    await world.owner.patch(`/members/${user.id}`, { role: 'user' })
    world.advance(5_000)
    await witness.until(() => witness.client.store.state!.conversations.size === 0)
    await witness.agrees()
  })

  it('[I18] says nothing of another workspace, whose members it may even share', async () => {
    const others = await world.workspace('others')
    const session = others.owner.session
    const { body } = await world.owner.post<{ token: string }>('/invitations', { role: 'agent' })
    await call(world.url, 'POST', '/invitations/accept', { token: body.token }, session)
    const here = await openMember(world.url, others.owner, world.id)
    await using witness = await Witness.of(here)
    const heard: string[] = []
    witness.client.onEvent((event) => heard.push(JSON.stringify(event)))

    await others.account('whatsapp', { name: 'canary' })
    await others.member('canary')
    await world.account('whatsapp', { name: 'the last thing' })
    await witness.until(() => heard.some((event) => event.includes('the last thing')))
    expect(heard.join()).not.toContain('canary')
    expect(JSON.stringify([...witness.client.store.state!.members.values()])).not.toContain('canary')
  })
})
