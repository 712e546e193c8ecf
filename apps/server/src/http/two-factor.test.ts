import { createHmac, randomUUID } from 'node:crypto'
import type { ErrorBody, Me } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, expectOk, password, signIn, startWorld, type World } from '../../world/index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

interface Enrolment {
  totpURI: string
  backupCodes: string[]
}
type SignInAnswer = ErrorBody & { token?: string; twoFactorRedirect?: boolean; challenge?: string }

const auth = <T = SignInAnswer>(path: string, body: object, bearer?: string) =>
  call<T>(world.url, 'POST', `/api/auth${path}`, body, bearer)
const someone = () => ({ name: 'New user', email: `${randomUUID()}@example.com`, password })

/** Somebody who signs in with codes. */
async function withCodes() {
  const who = someone()
  const before = await signIn(world.url, who)
  const { body } = expectOk(await auth<Enrolment>('/two-factor/enable', { password }, before))
  const code = () => codeOf(body.totpURI)
  const verified = expectOk(await auth('/two-factor/verify-totp', { code: code() }, before))
  return { ...who, code, recoveryCodes: body.backupCodes, uri: body.totpURI, before, session: verified.body.token! }
}

async function challengeOf(who: { email: string; password: string }): Promise<string> {
  const { body } = expectOk(await auth('/sign-in/email', { email: who.email, password: who.password }))
  return body.challenge!
}

const isSignedIn = async (bearer: string) =>
  (await call(world.url, 'GET', '/sessions', undefined, bearer)).status === 200

describe('codes at sign-in', () => {
  it('[I23] are asked for once the first has been verified', async () => {
    const who = someone()
    const session = await signIn(world.url, who)
    expect(await auth('/two-factor/enable', { password: 'a wrong one' }, session)).toMatchObject({
      status: 401,
      body: { code: 'wrong_credentials' },
    })
    const { body } = expectOk(await auth<Enrolment>('/two-factor/enable', { password }, session))
    expect(new URL(body.totpURI)).toMatchObject({ protocol: 'otpauth:', host: 'totp' })
    expect(new Set(body.backupCodes).size).toBe(10)
    expect((await auth('/sign-in/email', who)).body.token).toBeTruthy()

    const wrong = await auth('/two-factor/verify-totp', { code: '000000' }, session)
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_code' } })
    const { body: verified } = expectOk(await auth('/two-factor/verify-totp', { code: codeOf(body.totpURI) }, session))
    expect([await isSignedIn(session), await isSignedIn(verified.token!)]).toEqual([false, true])
    const asked = await auth('/sign-in/email', who)
    expect(asked).toMatchObject({ status: 200, body: { twoFactorRedirect: true, twoFactorMethods: ['totp'] } })
    expect(asked.body.token).toBeUndefined()
    expect(await auth('/two-factor/enable', { password }, verified.token)).toMatchObject({
      status: 409,
      body: { code: 'two_factor_on' },
    })
  })

  it('[I23] rest on secrets that nobody can read who has the tables', async () => {
    const { uri, recoveryCodes } = await withCodes()
    const { rows } = await world.db.pool.query('select * from auth_two_factors')
    const kept = JSON.stringify(rows)
    const secret = base32(new URL(uri).searchParams.get('secret')!)
    expect(rows.length).toBeGreaterThan(0)
    for (const known of [secret.toString(), secret.toString('hex'), ...recoveryCodes]) expect(kept).not.toContain(known)
  })

  it('[I24] give a session, and the password alone gives none', async () => {
    const who = await withCodes()
    const sessions = () =>
      world.db.pool.query('select token from auth_sessions s join auth_users u on u.id = s.user_id where email = $1', [
        who.email,
      ])
    const { rows: before } = await sessions()
    const challenge = await challengeOf(who)
    expect((await sessions()).rows).toEqual(before)

    expect(await auth('/two-factor/verify-totp', { code: who.code() })).toMatchObject({
      status: 401,
      body: { code: 'challenge_expired' },
    })
    const { body } = expectOk(await auth('/two-factor/verify-totp', { code: who.code(), challenge }))
    expect(await isSignedIn(body.token!)).toBe(true)
    expect(await auth('/two-factor/verify-totp', { code: who.code(), challenge })).toMatchObject({
      status: 401,
      body: { code: 'challenge_expired' },
    })
  })

  it('[I24] may be a recovery code, each of them once, however often it is brought at the same moment', async () => {
    const who = await withCodes()
    const [code] = who.recoveryCodes
    const bring = async () => auth('/two-factor/verify-backup-code', { code, challenge: await challengeOf(who) })
    const answers = await Promise.all([bring(), bring(), bring()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
    expect(answers.filter(({ status }) => status === 401).map(({ body }) => body.code)).toEqual([
      'wrong_code',
      'wrong_code',
    ])
    expect(await bring()).toMatchObject({ status: 401, body: { code: 'wrong_code' } })
    const other = { code: who.recoveryCodes[1], challenge: await challengeOf(who) }
    expect(await auth('/two-factor/verify-backup-code', other)).toMatchObject({ status: 200 })
  })

  it('[I24] are not asked of a browser that is trusted, until it is forgotten', async () => {
    const who = await withCodes()
    const browser = new Browser(world.url)
    expect(await browser.post('/sign-in/email', who)).toMatchObject({ twoFactorRedirect: true })
    await browser.post('/two-factor/verify-totp', { code: who.code(), trustDevice: true })
    await browser.post('/sign-out', {})
    expect(await browser.post('/sign-in/email', who)).toMatchObject({ token: expect.any(String) })
    expect(await new Browser(world.url).post('/sign-in/email', who)).toMatchObject({ twoFactorRedirect: true })

    const other = await withCodes()
    expect(await browser.post('/sign-in/email', other)).toMatchObject({ twoFactorRedirect: true })
  })

  it('[I26] are asked of everybody again after a new password', async () => {
    const who = await withCodes()
    const browser = new Browser(world.url)
    await browser.post('/sign-in/email', who)
    await browser.post('/two-factor/verify-totp', { code: who.code(), trustDevice: true })
    const change = { currentPassword: password, newPassword: 'another password' }
    expectOk(await auth('/change-password', change, who.session))
    const again = { email: who.email, password: 'another password' }
    expect(await browser.post('/sign-in/email', again)).toMatchObject({ twoFactorRedirect: true })
  })

  it('[I25] end a sign-in when five were wrong, and rest for a quarter of an hour when ten were', async () => {
    const who = await withCodes()
    const guess = (challenge: string, code = '000000') => auth('/two-factor/verify-totp', { code, challenge })
    for (let signIns = 0; signIns < 2; signIns++) {
      const challenge = await challengeOf(who)
      for (let i = 0; i < 5; i++) expect(await guess(challenge)).toMatchObject({ body: { code: 'wrong_code' } })
      if (signIns === 0)
        expect(await guess(challenge, who.code())).toMatchObject({ body: { code: 'challenge_expired' } })
    }
    const locked = await guess(await challengeOf(who), who.code())
    expect(locked).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    const { retry_after_ms } = locked.body.details as { retry_after_ms: number }
    expect(retry_after_ms).toBeGreaterThan(14 * 60_000)
    expect(retry_after_ms).toBeLessThanOrEqual(15 * 60_000)
    expect(locked.headers.get('retry-after')).toBe(String(Math.ceil(retry_after_ms / 1000)))
  })

  it('[I26] are switched off with the password, and trusted browsers with them', async () => {
    const who = await withCodes()
    const browser = new Browser(world.url)
    await browser.post('/sign-in/email', who)
    await browser.post('/two-factor/verify-totp', { code: who.code(), trustDevice: true })
    expect(await auth('/two-factor/disable', { password: 'a wrong one' }, who.session)).toMatchObject({
      status: 401,
      body: { code: 'wrong_credentials' },
    })
    const { body: off } = expectOk(await auth('/two-factor/disable', { password }, who.session))
    expect(await isSignedIn(off.token!)).toBe(true)
    expect((await auth('/sign-in/email', who)).body.token).toBeTruthy()

    const { body } = expectOk(await auth<Enrolment>('/two-factor/enable', { password }, off.token))
    expectOk(await auth('/two-factor/verify-totp', { code: codeOf(body.totpURI) }, off.token))
    expect(await browser.post('/sign-in/email', who)).toMatchObject({ twoFactorRedirect: true })
  })

  it('[I26] have recovery codes that the password replaces', async () => {
    const who = await withCodes()
    const replace = (secret: string, bearer: string) =>
      auth<Enrolment & ErrorBody>('/two-factor/generate-backup-codes', { password: secret }, bearer)
    expect(await replace('a wrong one', who.session)).toMatchObject({ body: { code: 'wrong_credentials' } })
    const { body } = expectOk(await replace(password, who.session))
    const bring = async (code: string) =>
      auth('/two-factor/verify-backup-code', { code, challenge: await challengeOf(who) })
    expect(await bring(who.recoveryCodes[0]!)).toMatchObject({ status: 401 })
    expect(await bring(body.backupCodes[0]!)).toMatchObject({ status: 200 })

    const without = await signIn(world.url, someone())
    expect(await replace(password, without)).toMatchObject({ status: 409, body: { code: 'two_factor_off' } })
  })

  it('[I23] are part of what a member is told of themselves', async () => {
    const member = await world.member('careful')
    const isOn = async () => (await member.get<Me>('/me')).body.user.is_two_factor_enabled
    expect(await isOn()).toBe(false)
    const { body } = expectOk(await auth<Enrolment>('/two-factor/enable', { password }, member.session))
    const verified = await auth('/two-factor/verify-totp', { code: codeOf(body.totpURI) }, member.session)
    const { body: token } = await call<{ access_token: string }>(world.url, 'POST', '/token', {}, verified.body.token)
    const { body: me } = await call<Me>(world.url, 'GET', '/me', undefined, token.access_token)
    expect(me.user.is_two_factor_enabled).toBe(true)
  })
})

/** Keeps its cookies. */
class Browser {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  constructor(url: string) {
    this.#url = url
  }

  async post(path: string, body: object): Promise<unknown> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'content-type': 'application/json', origin: this.#url, ...(cookie && { cookie }) }
    const answer = await fetch(`${this.#url}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer.json()
  }
}

/** What an authenticator app shows for this address now (RFC 6238). */
function codeOf(uri: string): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', base32(new URL(uri).searchParams.get('secret')!))
    .update(counter)
    .digest()
  const number = digest.readUInt32BE(digest.at(-1)! & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

function base32(text: string): Buffer {
  const bits = [...text.replaceAll('=', '')]
    .map((character) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
