import type { ErrorBody, Me, SessionView, Ticket, Token } from '@switchboard/protocol'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, expectOk, openMember, password, signIn, startWorld, type World } from '../../../world/index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const minute = 60_000
const someone = () => ({ name: 'New user', email: `${crypto.randomUUID()}@example.com`, password })

describe('the first run', () => {
  it('[I1] is over once it has been done', async () => {
    expect((await call(world.url, 'GET', '/setup')).body).toEqual({ needed: false })
    expect(await world.app.setupLink()).toBeNull()
    const again = { code: 'x', name: 'A', email: 'a@example.com', password, workspace_name: 'B' }
    expect(await call(world.url, 'POST', '/setup', again)).toMatchObject({ status: 409, body: { code: 'setup_done' } })
  })

  it('[I1] [I2] takes the printed code once, from one of those who try at the same moment', async () => {
    await using fresh = await startWorld({ isSetUp: false })
    const draft = { name: 'Owner', email: 'owner@example.com', password, workspace_name: 'Home', sandbox: false }
    const set = (code: string) => call(fresh.url, 'POST', '/setup', { ...draft, code })

    expect((await call(fresh.url, 'GET', '/setup')).body).toEqual({ needed: true })
    expect(await set('guessed')).toMatchObject({ status: 403, body: { code: 'setup_code_invalid' } })
    const codes = [await codeOf(fresh), await codeOf(fresh)]
    const answers = await Promise.all([...codes, ...codes].map(set))

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    const workspaces = await fresh.db.read.selectFrom('workspaces').selectAll().execute()
    expect(workspaces).toMatchObject([{ name: 'Home', is_home: true, is_sandbox: false }])
    expect(await fresh.db.read.selectFrom('members').select('role').execute()).toEqual([{ role: 'owner' }])
    expect(await fresh.db.read.selectFrom('auth_users').select('email').execute()).toEqual([{ email: draft.email }])
  })

  it('[I1] takes a user who had signed up already for the owner only if the password is theirs', async () => {
    await using fresh = await startWorld({ isSetUp: false })
    const who = someone()
    await signIn(fresh.url, who)
    const set = async (draft: object) =>
      call(fresh.url, 'POST', '/setup', {
        ...who,
        ...draft,
        code: await codeOf(fresh),
        workspace_name: 'Home',
      })

    expect(await set({ password: 'not their password' })).toMatchObject({ body: { code: 'wrong_credentials' } })
    expect(await set({})).toMatchObject({ status: 201 })
  })

  it('[I3] needs nobody where the settings name the owner', async () => {
    const env = { OWNER_EMAIL: 'Boss@example.com', OWNER_PASSWORD: password }
    await using fresh = await startWorld({ isSetUp: false, env })

    expect((await call(fresh.url, 'GET', '/setup')).body).toEqual({ needed: false })
    const session = await signIn(fresh.url, { name: '', email: 'boss@example.com', password })
    const owner = await openMember(fresh.url, { email: 'boss@example.com', password, session })
    expect((await owner.get<Me>('/me')).body).toMatchObject({ member: { role: 'owner', name: 'Boss' } })
  })
})

describe('a user', () => {
  it('[I4] signs up and in, whatever the case of the address', async () => {
    const who = someone()
    expectOk(await call(world.url, 'POST', '/api/auth/sign-up/email', who))
    const email = who.email.toUpperCase()

    expect(await call(world.url, 'POST', '/api/auth/sign-in/email', { email, password })).toMatchObject({ status: 200 })
    expect(await call(world.url, 'POST', '/api/auth/sign-up/email', who)).toMatchObject({
      status: 409,
      body: { code: 'user_exists' },
    })
  })

  it('[I4] is told the same of an unknown address and of a wrong password', async () => {
    const known = world.owner.email
    const answers = await Promise.all(
      [known, 'nobody@example.com'].map((email) =>
        call<ErrorBody>(world.url, 'POST', '/api/auth/sign-in/email', { email, password: 'wrong password' }),
      ),
    )
    const [one, other] = answers.map(({ status, body }) => ({ status, body: { ...body, request_id: '' } }))
    expect(one).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    expect(other).toEqual(one)
  })

  it('[I4] needs a password of eight characters', async () => {
    const { body, status } = await call<ErrorBody>(world.url, 'POST', '/api/auth/sign-up/email', {
      ...someone(),
      password: 'short',
    })
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { details: { problems: [{ path: 'body/password' }] } },
    })
  })

  it('[I5] may use the session as a cookie from our own pages and from no others', async () => {
    const signedIn = await call(world.url, 'POST', '/api/auth/sign-in/email', { email: world.owner.email, password })
    const [cookie = ''] = signedIn.headers.getSetCookie()
    expect(cookie).toMatch(/^switchboard_session=.*HttpOnly.*SameSite=Lax/)

    const token = (origin: string) =>
      fetch(`${world.url}/api/v1/token`, { method: 'POST', headers: { cookie: cookie.split(';')[0]!, origin } })
    expect((await token(world.url)).status).toBe(200)
    expect((await token('https://elsewhere.example')).status).toBe(401)
    const signOut = await fetch(`${world.url}/api/auth/sign-out`, {
      method: 'POST',
      headers: { cookie: cookie.split(';')[0]!, origin: 'https://elsewhere.example' },
    })
    expect(signOut.status).toBe(403)
    expect((await token(world.url)).status).toBe(200)
  })

  it('[I6] sees where they are signed in, and ends one session or the others', async () => {
    const who = someone()
    const here = await signIn(world.url, who)
    const there = async (userAgent: string) => {
      const headers = { 'content-type': 'application/json', 'user-agent': userAgent }
      const body = JSON.stringify(who)
      const answer = await fetch(`${world.url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
      return ((await answer.json()) as { token: string }).token
    }
    const phone = await there('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Mobile/15E148 Safari/604.1')
    const laptop = await there('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    const list = async () => (await call<SessionView[]>(world.url, 'GET', '/sessions', undefined, here)).body
    const devices = async () => (await list()).map(({ browser, system, is_current }) => [browser, system, is_current])
    expect(await devices()).toEqual([
      ['Node.js', null, true],
      ['Firefox', 'Linux', false],
      ['Safari', 'iPhone', false],
    ])
    expect(JSON.stringify(await list())).not.toContain(phone)

    const onPhone = (await list()).find(({ system }) => system === 'iPhone')!
    const end = (id: string, bearer: string) => call(world.url, 'DELETE', `/sessions/${id}`, undefined, bearer)
    expect(await end(onPhone.id, world.owner.session)).toMatchObject({ status: 404 })
    expect(await end(onPhone.id, here)).toMatchObject({ status: 204 })
    expect(await end(onPhone.id, here)).toMatchObject({ status: 404 })
    expect(await call(world.url, 'POST', '/token', {}, phone)).toMatchObject({ status: 401 })
    expect(await devices()).toHaveLength(2)
    await call(world.url, 'POST', '/api/auth/revoke-other-sessions', undefined, here)
    expect(await devices()).toEqual([['Node.js', null, true]])
    expect(await call(world.url, 'GET', '/sessions', undefined, laptop)).toMatchObject({ status: 401 })
  })

  it('[I6] sees their sessions also from one that is days old', async () => {
    const who = someone()
    const here = await signIn(world.url, who)
    const old = `update auth_sessions set created_at = now() - interval '9 days' where token = $1`
    await world.db.pool.query(old, [here])
    expect(await call(world.url, 'GET', '/sessions', undefined, here)).toMatchObject({ status: 200 })
  })

  it('[I6] changes their password with the old one, and may sign out elsewhere with it', async () => {
    const who = someone()
    const session = await signIn(world.url, who)
    const elsewhere = await signIn(world.url, who)
    const change = (currentPassword: string, revokeOtherSessions: boolean) => {
      const body = { currentPassword, newPassword: 'another password', revokeOtherSessions }
      return call<{ token: string }>(world.url, 'POST', '/api/auth/change-password', body, session)
    }
    const asks = (bearer: string) => call(world.url, 'GET', '/sessions', undefined, bearer)

    expect(await change('not the old one', true)).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    expect(await change(password, false)).toMatchObject({ status: 200 })
    expect(await call(world.url, 'POST', '/api/auth/sign-in/email', who)).toMatchObject({ status: 401 })
    expect(await asks(elsewhere)).toMatchObject({ status: 200 })
    const { body } = expectOk(await change('another password', true))
    expect(await asks(elsewhere)).toMatchObject({ status: 401 })
    expect(await asks(body.token)).toMatchObject({ status: 200 })
  })

  it('[I7] [I16] has their new name everywhere, announced', async () => {
    const member = await world.member('before')
    await call(world.url, 'POST', '/api/auth/update-user', { name: 'After' }, member.session)

    expect((await member.get<Me>('/me')).body.member).toMatchObject({ name: 'After' })
    expect(await lastEvent(world.id)).toMatchObject({ type: 'member_updated', data: { id: member.id, name: 'After' } })
  })
})

describe('a token', () => {
  it('[I8] is for a workspace of the user: the oldest, or the one they ask for', async () => {
    const who = someone()
    const session = await signIn(world.url, who)
    expect(await call(world.url, 'POST', '/token', {}, session)).toMatchObject({ status: 404 })
    const ids = []
    for (const name of ['first', 'second']) {
      const { body } = expectOk(await call<{ id: string }>(world.url, 'POST', '/workspaces', { name }, session))
      ids.push(body.id)
    }

    const token = async (workspace_id?: string) =>
      (await call<Token>(world.url, 'POST', '/token', workspace_id ? { workspace_id } : {}, session)).body
    expect((await token()).workspace_id).toBe(ids[0])
    const second = await token(ids[1])
    expect(second.workspace_id).toBe(ids[1])
    const { body: me } = await call<Me>(world.url, 'GET', '/me', undefined, second.access_token)
    expect(me).toMatchObject({ workspace: { name: 'second' }, workspaces: [{ name: 'first' }, { name: 'second' }] })
  })

  it('[I8] [I18] is not given for a workspace of others, nor for none', async () => {
    const session = await signIn(world.url, someone())
    const answers = await Promise.all(
      [world.id, crypto.randomUUID(), 'no id at all'].map((workspace_id) =>
        call<ErrorBody>(world.url, 'POST', '/token', { workspace_id }, session),
      ),
    )
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([404, 'not_found']))
    expect(await call(world.url, 'POST', '/token')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it('[I9] is good for fifteen minutes', async () => {
    await using later = await startWorld()
    const { owner } = later
    later.advance(14 * minute)
    expect(await owner.get('/me')).toMatchObject({ status: 200 })
    later.advance(2 * minute)
    expect(await owner.get('/me')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it.each([
    ['nothing', () => undefined],
    ['a session instead', () => world.owner.session],
    ['an altered token', () => `${world.owner.token.slice(0, -4)}AAAA`],
    ['a token that nobody signed', () => unsigned(world.owner.token)],
    ['a token that somebody else signed', () => forged(world.owner.token)],
  ])('[I9] cannot be replaced by %s', async (_what, bearer) => {
    expect(await call(world.url, 'GET', '/me', undefined, await bearer())).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
  })

  it('[I10] is refused within five seconds of a sign-out', async () => {
    const member = await world.member('leaving')
    await member.get('/me')
    await call(world.url, 'POST', '/api/auth/sign-out', undefined, member.session)
    world.advance(5_000)

    expect(await member.get('/me')).toMatchObject({ status: 401 })
    expect(await call(world.url, 'POST', '/token', {}, member.session)).toMatchObject({ status: 401 })
  })

  it('[I10] is refused within five seconds of its member being disabled, and works again once they are not', async () => {
    const member = await world.member('resting')
    const { session_id } = await world.deps.identify({ op: 'auth', token: member.token })
    const alive = async () => [
      ...(await world.deps.sessionsAlive([session_id, 'not.known', `${crypto.randomUUID()}.x`])),
    ]
    expect(await alive()).toEqual([session_id])

    await world.owner.patch(`/members/${member.id}`, { is_disabled: true })
    world.advance(5_000)
    expect(await member.get('/me')).toMatchObject({ status: 401 })
    expect(await alive()).toEqual([])
    for (const asked of [{ workspace_id: world.id }, {}]) {
      expect(await call(world.url, 'POST', '/token', asked, member.session)).toMatchObject({
        status: 403,
        body: { code: 'member_disabled', details: { workspace_id: world.id, workspace_name: 'Home' } },
      })
    }
    await expect(world.deps.identify({ op: 'auth', token: member.token })).rejects.toMatchObject({
      code: 'unauthenticated',
    })

    await world.owner.patch(`/members/${member.id}`, { is_disabled: false })
    expect(await member.get('/me')).toMatchObject({ status: 200 })
    expect(await alive()).toEqual([session_id])
  })

  it('[I10] has the permissions of the role that its member has now', async () => {
    const member = await world.member('rising', 'agent')
    expect(await member.get('/invitations')).toMatchObject({
      status: 403,
      body: { details: { permission: 'members.manage' } },
    })
    await world.owner.patch(`/members/${member.id}`, { role: 'admin' })
    world.advance(5_000)
    expect(await member.get('/invitations')).toMatchObject({ status: 200 })
  })
})

describe('a ticket', () => {
  it('[I11] says who its holder is, once, however many bring it at the same moment', async () => {
    const member = await world.member('socket')
    const { body } = expectOk(await member.post<Ticket>('/realtime/ticket'))
    const bring = () => world.deps.identify({ op: 'auth', ticket: body.ticket })

    const outcomes = await Promise.allSettled([bring(), bring(), bring()])
    const [winner, ...others] = outcomes.filter(({ status }) => status === 'fulfilled')
    expect(winner).toMatchObject({ value: { member_id: member.id, workspace_id: world.id, role: 'agent' } })
    expect(others).toEqual([])
  })

  it('[I11] is worthless after half a minute, and when its session has ended', async () => {
    const member = await world.member('slow')
    const tickets = []
    for (let i = 0; i < 2; i++) tickets.push(expectOk(await member.post<Ticket>('/realtime/ticket')).body.ticket)

    await call(world.url, 'POST', '/api/auth/sign-out', undefined, member.session)
    await expect(world.deps.identify({ op: 'auth', ticket: tickets[0]! })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    world.advance(31_000)
    await expect(world.deps.identify({ op: 'auth', ticket: tickets[1]! })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(world.deps.identify({ op: 'auth' })).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('[I11] is kept as a hash only', async () => {
    const { body } = expectOk(await world.owner.post<Ticket>('/realtime/ticket'))
    const rows = await world.db.read.selectFrom('realtime_tickets').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(body.ticket)
    expect(rows.length).toBeGreaterThan(0)
  })
})

async function codeOf(fresh: World): Promise<string> {
  return new URL((await fresh.app.setupLink())!).searchParams.get('code')!
}

async function lastEvent(workspaceId: string) {
  return world.db.read
    .selectFrom('events')
    .select(['type', 'data', 'audience'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('pos', 'desc')
    .executeTakeFirst()
}

function unsigned(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}

function forged(token: string): Promise<string> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, string>
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))
}
