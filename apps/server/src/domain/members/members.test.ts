import type {
  ErrorBody,
  Invitation,
  InvitationFacts,
  Me,
  MemberView,
  NewInvitation,
  Page,
  Snapshot,
} from '@switchboard/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  call,
  expectOk,
  openMember,
  password,
  signIn,
  startWorld,
  type Tenant,
  type World,
} from '../../../world/index.ts'
import { audiencesOf } from './audiences.ts'

let world: World
let team: Tenant
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  team = await world.workspace('team')
})

const day = 86_400_000
const someone = () => ({ name: 'New user', email: `${crypto.randomUUID()}@example.com`, password })
const invite = async (draft: object) => expectOk(await team.owner.post<NewInvitation>('/invitations', draft)).body
const accept = (token: string, session: string) =>
  call<MemberView & ErrorBody>(world.url, 'POST', '/invitations/accept', { token }, session)

describe('members', () => {
  it('[I12] are listed newest first, page by page', async () => {
    for (const name of ['one', 'two']) await team.member(name)
    const first = await team.owner.get<Page<MemberView>>('/members?limit=2')
    expect(first.body.items.map(({ name }) => name)).toEqual(['two', 'one'])
    const rest = await team.owner.get<Page<MemberView>>(`/members?cursor=${first.body.next_cursor}`)
    expect(rest.body).toMatchObject({ items: [{ name: 'team', role: 'owner' }], next_cursor: null })
    expect(await team.owner.get('/members?cursor=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'bad_cursor' },
    })
  })

  it('[I12] [I16] get another role, which everybody hears of in the commit of the change', async () => {
    const member = await team.member('rising')
    const changed = await team.owner.patch<MemberView>(`/members/${member.id}`, { role: 'moderator' })

    expect(changed.body).toMatchObject({
      id: member.id,
      role: 'moderator',
      permissions: expect.arrayContaining(['moderation.view']),
    })
    const { head } = await world.db.read
      .selectFrom('workspaces')
      .select('head')
      .where('id', '=', team.id)
      .executeTakeFirstOrThrow()
    const type = 'member_updated'
    const events = await world.db.read
      .selectFrom('events')
      .select(['audience', 'type', 'data'])
      .where('workspace_id', '=', team.id)
      .where('pos', '>=', head - 1)
      .orderBy('pos')
      .orderBy('audience')
      .execute()
    expect(events).toEqual([
      { audience: `guests:${team.id}`, type, data: { ...changed.body, email: null } },
      { audience: `inbox:${team.id}`, type, data: changed.body },
      { audience: `member:${member.id}`, type, data: changed.body },
    ])
  })

  it('[I22] show their addresses to those who see the inbox, and themselves', async () => {
    const agent = await team.member('agent')
    const user = await team.member('user', 'user')
    const seenBy = async ({ id, get }: { id: string; get: typeof agent.get }) => {
      const { members, me } = (await get<Snapshot>('/snapshot')).body
      const { items } = (await get<Page<MemberView>>('/members')).body
      expect(items).toEqual(members)
      expect(me).toEqual(members.find((member) => member.id === id))
      return members.map(({ name, email }) => [name, email])
    }
    expect(await seenBy({ id: agent.id, get: (path) => agent.get(path) })).toEqual([
      ['user', user.email],
      ['agent', agent.email],
      ['team', team.owner.email],
    ])
    expect(await seenBy({ id: user.id, get: (path) => user.get(path) })).toEqual([
      ['user', user.email],
      ['agent', null],
      ['team', null],
    ])
  })

  it('[I16] are not announced when nothing about them changes', async () => {
    const member = await team.member('same')
    const heads = world.db.read.selectFrom('workspaces').select('head').where('id', '=', team.id)
    const before = await heads.executeTakeFirst()
    await team.owner.patch(`/members/${member.id}`, { role: 'agent', is_disabled: false })
    expect(await heads.executeTakeFirst()).toEqual(before)
  })

  it('[I12] keep owners out of the hands of admins', async () => {
    const admin = await team.member('admin', 'admin')
    const agent = await team.member('agent')
    const refused = { status: 403, body: { code: 'forbidden', details: { permission: 'members.manage' } } }

    expect(await admin.patch(`/members/${team.owner.id}`, { role: 'agent' })).toMatchObject(refused)
    expect(await admin.delete(`/members/${team.owner.id}`)).toMatchObject(refused)
    expect(await admin.patch(`/members/${agent.id}`, { role: 'owner' })).toMatchObject(refused)
    expect(await admin.post('/invitations', { role: 'owner' })).toMatchObject(refused)
    expect(await admin.patch(`/members/${agent.id}`, { role: 'admin' })).toMatchObject({ status: 200 })
  })

  it('[I13] always include an owner who may act', async () => {
    const last = { status: 409, body: { code: 'last_owner' } }
    expect(await team.owner.patch(`/members/${team.owner.id}`, { role: 'admin' })).toMatchObject(last)
    expect(await team.owner.patch(`/members/${team.owner.id}`, { is_disabled: true })).toMatchObject(last)
    expect(await team.owner.delete(`/members/${team.owner.id}`)).toMatchObject(last)

    const second = await team.member('second', 'owner')
    expect(await second.patch(`/members/${second.id}`, { is_disabled: true })).toMatchObject({ status: 200 })
    expect(await team.owner.delete(`/members/${team.owner.id}`)).toMatchObject(last)
  })

  it('[I13] keep one of two owners who depose each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const other = await team.member(`other-${round}`, 'owner')
      const answers = await Promise.all([
        team.owner.patch<ErrorBody>(`/members/${other.id}`, { role: 'agent' }),
        other.patch<ErrorBody>(`/members/${team.owner.id}`, { role: 'agent' }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
      const owners = await world.db.read
        .selectFrom('members')
        .select('id')
        .where('workspace_id', '=', team.id)
        .where('role', '=', 'owner')
        .execute()
      expect(owners).toHaveLength(1)
      const winner = owners[0]!.id === other.id ? other : team.owner
      expectOk(await winner.patch(`/members/${team.owner.id}`, { role: 'owner' }))
      if (winner === other) expectOk(await team.owner.patch(`/members/${other.id}`, { role: 'agent' }))
    }
  })

  it('[I15] lose everything when removed, and come back as who they were', async () => {
    const member = await team.member('returning')
    expect(await team.owner.delete(`/members/${member.id}`)).toMatchObject({ status: 200, body: { is_removed: true } })
    world.advance(5_000)
    expect(await member.get('/me')).toMatchObject({ status: 401 })
    expect(await call(world.url, 'POST', '/token', { workspace_id: team.id }, member.session)).toMatchObject({
      status: 404,
    })
    expect(await team.owner.patch(`/members/${member.id}`, { role: 'admin' })).toMatchObject({ status: 404 })
    const { body } = await team.owner.get<Page<MemberView>>('/members')
    expect(body.items[0]).toMatchObject({ id: member.id, name: 'returning', is_removed: true })

    const { token } = await invite({ role: 'moderator' })
    expect(await accept(token, member.session)).toMatchObject({
      status: 200,
      body: { id: member.id, role: 'moderator', is_removed: false },
    })
    const back = await openMember(world.url, member, team.id)
    expect((await back.get<Me>('/me')).body.member.id).toBe(member.id)
  })
})

describe('an invitation', () => {
  it('[I14] says what it offers, makes its user a member once, and is used up', async () => {
    const { token, url } = await invite({ role: 'moderator' })
    expect(url).toBe(`${world.url}/invite?token=${token}`)
    const facts = async () => (await call<InvitationFacts>(world.url, 'GET', `/invitations/${token}`)).body
    expect(await facts()).toMatchObject({ workspace_name: 'team', role: 'moderator', email: null, state: 'open' })

    const session = await signIn(world.url, someone())
    const accepted = await accept(token, session)
    expect(accepted).toMatchObject({
      status: 200,
      body: { workspace_id: team.id, role: 'moderator', name: 'New user' },
    })
    expect(await facts()).toMatchObject({ state: 'used' })
    expect(await accept(token, session)).toMatchObject({ status: 200, body: { id: accepted.body.id } })
    expect(await accept(token, await signIn(world.url, someone()))).toMatchObject({
      status: 410,
      body: { code: 'invitation_invalid', details: { state: 'used' } },
    })
  })

  it('[I14] lets one in of those who bring it at the same moment', async () => {
    const { token } = await invite({ role: 'agent' })
    const sessions = await Promise.all(Array.from({ length: 5 }, () => signIn(world.url, someone())))
    const answers = await Promise.all(sessions.map((session) => accept(token, session)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410])
  })

  it('[I14] is for one address where it names one', async () => {
    const who = someone()
    const { token } = await invite({ role: 'agent', email: who.email.toUpperCase() })
    expect(await accept(token, await signIn(world.url, someone()))).toMatchObject({
      status: 410,
      body: { details: { state: 'other_address' } },
    })
    expect(await accept(token, await signIn(world.url, who))).toMatchObject({ status: 200 })
  })

  it('[I14] is not used up by somebody who is a member already', async () => {
    const member = await team.member('here')
    const { token } = await invite({ role: 'admin' })
    expect(await accept(token, member.session)).toMatchObject({ status: 409, body: { code: 'member_exists' } })
    expect(await accept(token, await signIn(world.url, someone()))).toMatchObject({ status: 200 })
  })

  it('[I14] ends after seven days', async () => {
    await using later = await startWorld()
    const { body } = expectOk(await later.owner.post<NewInvitation>('/invitations', { role: 'agent' }))
    const session = await signIn(later.url, someone())
    later.advance(7 * day + 1_000)
    const late = await call(later.url, 'POST', '/invitations/accept', { token: body.token }, session)
    expect(late).toMatchObject({ status: 410, body: { code: 'invitation_invalid', details: { state: 'expired' } } })
    const facts = await call<InvitationFacts>(later.url, 'GET', `/invitations/${body.token}`)
    expect(facts.body).toMatchObject({ state: 'expired' })
  })

  it('[I14] is listed for a month after it has expired', async () => {
    const { id } = await invite({ role: 'agent' })
    const expire = (days: number) =>
      world.db.pool.query('update invitations set expires_at = $2 where id = $1', [
        id,
        new Date(world.now().getTime() - days * day),
      ])
    const list = async () => (await team.owner.get<Page<Invitation>>('/invitations')).body.items
    await expire(29)
    expect(await list()).toMatchObject([{ id }])
    await expire(31)
    expect(await list()).toEqual([])
  })

  it('[I14] is listed without its secret until it is used or revoked', async () => {
    const { id, token } = await invite({ role: 'agent' })
    const list = async () => (await team.owner.get<Page<Invitation>>('/invitations')).body.items
    expect(await list()).toMatchObject([{ id, role: 'agent', accepted_at: null }])
    expect(JSON.stringify(await list())).not.toContain(token)
    expect(JSON.stringify(await world.db.read.selectFrom('invitations').selectAll().execute())).not.toContain(token)

    expect(await team.owner.delete(`/invitations/${id}`)).toMatchObject({ status: 204 })
    expect(await list()).toEqual([])
    expect(await team.owner.delete(`/invitations/${id}`)).toMatchObject({ status: 404 })
    expect(await accept(token, await signIn(world.url, someone()))).toMatchObject({ status: 410 })
  })

  it('[I14] is worth nothing once its maker could not make it any more', async () => {
    const admin = await team.member('admin', 'admin')
    const { body } = expectOk(await admin.post<NewInvitation>('/invitations', { role: 'admin' }))
    await team.owner.patch(`/members/${admin.id}`, { role: 'agent' })
    const revoked = { status: 410, body: { details: { state: 'revoked' } } }
    expect(await accept(body.token, await signIn(world.url, someone()))).toMatchObject(revoked)
  })

  it('[I14] that nobody made says no more than that', async () => {
    const session = await signIn(world.url, someone())
    const unknown = { status: 410, body: { code: 'invitation_invalid', details: { state: 'unknown' } } }
    expect(await accept('made up', session)).toMatchObject(unknown)
    expect(await call(world.url, 'GET', '/invitations/made-up')).toMatchObject(unknown)
  })
})

describe('what a member hears', () => {
  it('[I17] is the workspace, themselves, and the connected accounts if they may see the inbox', async () => {
    const kept = await team.account('instagram')
    const removed = await team.account('whatsapp')
    await team.owner.delete(`/accounts/${removed.id}`)
    await (await world.workspace('others')).account('messenger')

    const heard = async (name: string, role: 'agent' | 'user') => {
      const member = await team.member(name, role)
      const viewer = await world.deps.identify({ op: 'auth', token: member.token })
      const own = [`workspace:${team.id}`, `member:${member.id}`]
      return { own, viewer, keys: await audiencesOf(world.db.read, viewer), member }
    }
    const agent = await heard('agent', 'agent')
    expect(agent.keys).toEqual(new Set([...agent.own, `inbox:${team.id}`, `account:${kept.id}`]))
    const user = await heard('user', 'user')
    expect(user.keys).toEqual(new Set([...user.own, `guests:${team.id}`]))

    await team.owner.delete(`/members/${user.member.id}`)
    await expect(audiencesOf(world.db.read, user.viewer)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
