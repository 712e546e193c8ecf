import { type Sandbox, startSandbox } from '@switchboard/meta-sandbox'
import { hasProfiles, type PlatformIo, type Profile } from '@switchboard/platform-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instagram, messenger, whatsapp } from './index.ts'

let sandbox: Sandbox
let io: PlatformIo
beforeEach(async () => {
  sandbox = await startSandbox({ appSecret: 'secret', verifyToken: 'token', people: false })
  io = { fetch, signal: new AbortController().signal, graphUrl: sandbox.url }
})
afterEach(() => sandbox.close())

function ours(platform: 'messenger' | 'instagram') {
  const { externalId: external_id, accessToken: access_token } = sandbox.account(platform)
  return { external_id, access_token }
}

/** An `io` in which the platform says this, whatever it is asked. */
function saying(status: number, body: unknown, asked: string[] = []): PlatformIo {
  const answer: typeof fetch = async (input) => {
    asked.push(input as string)
    return new Response(JSON.stringify(body), { status })
  }
  return { ...io, fetch: answer }
}

describe('a profile on Messenger', () => {
  it('[F1] is a name and a picture', async () => {
    const ada = sandbox.customer('messenger', 'ada', { name: 'Ada Li Smith' })
    const profile = await messenger.profile(ours('messenger'), ada.scopedId, io)

    expect(profile).toEqual({ name: 'Ada Li Smith', username: null, avatar_url: expect.stringMatching(/^http/) })
    expect((await fetch(profile!.avatar_url!)).headers.get('content-type')).toBe('image/png')
  })

  it('[F1] may be one name', async () => {
    const ada = sandbox.customer('messenger', 'ada', { name: 'Ada' })
    expect(await messenger.profile(ours('messenger'), ada.scopedId, io)).toMatchObject({ name: 'Ada' })
  })

  it('[F7] is not to be had of who hides it, of nobody, and of somebody who belongs to another Page', async () => {
    const shy = sandbox.customer('messenger', 'shy', { hidesProfile: true })
    const ada = sandbox.customer('messenger', 'ada')
    const { externalId: external_id, accessToken: access_token } = sandbox.addAccount('messenger', 'other')

    expect(await messenger.profile(ours('messenger'), shy.scopedId, io)).toBeNull()
    expect(await messenger.profile(ours('messenger'), '1234567890', io)).toBeNull()
    expect(await messenger.profile({ external_id, access_token }, ada.scopedId, io)).toBeNull()
  })
})

describe('a profile on Instagram', () => {
  it('[F7] is not to be had before the person has written, and then is a name, a handle and a picture', async () => {
    const lucia = sandbox.customer('instagram', 'lucia', { name: 'Lucía', username: 'lucia.paints' })
    expect(await instagram.profile(ours('instagram'), lucia.scopedId, io)).toBeNull()

    lucia.hasWritten = true
    expect(await instagram.profile(ours('instagram'), lucia.scopedId, io)).toEqual({
      name: 'Lucía',
      username: 'lucia.paints',
      avatar_url: expect.stringMatching(/^http/),
    } satisfies Profile)
  })

  it('[F13] is asked for where the token is good', async () => {
    const asked: string[] = []
    const usual = { ...saying(200, { name: 'Lucía' }, asked), graphUrl: 'https://graph.facebook.com' }
    await instagram.profile({ external_id: '1', access_token: 'IGAAlogin' }, '42', usual)
    await instagram.profile({ external_id: '1', access_token: 'EAApage' }, '42', usual)
    await instagram.profile({ external_id: '1', access_token: 'IGAAlogin' }, '42', saying(200, {}, asked))

    expect(asked.map((address) => new URL(address).origin)).toEqual([
      'https://graph.instagram.com',
      'https://graph.facebook.com',
      sandbox.url,
    ])
  })
})

describe.each([
  ['Messenger', messenger, 'first_name'],
  ['Instagram', instagram, 'name'],
] as const)('what %s says of a person', (_, adapter, name) => {
  const profileOf = (body: unknown, status = 200) =>
    adapter.profile({ external_id: '1', access_token: 'token' }, '42', saying(status, body))

  it.each(['expired', 'revoked'] as const)('[F10] needs a token that is not %s', async (state) => {
    const account = sandbox.account(adapter.platform)
    account.tokenState = state
    const refused = adapter.profile({ external_id: '1', access_token: account.accessToken }, '42', io)
    await expect(refused).rejects.toMatchObject({ kind: 'credentials_rejected' })
  })

  it('[F10] needs a token that somebody has', async () => {
    const refused = adapter.profile({ external_id: '1', access_token: 'SANDBOX-nobody' }, '42', io)
    await expect(refused).rejects.toMatchObject({ kind: 'credentials_rejected', code: '190' })
  })

  it.each([230, 9010, 100, 33, 803, 551, 3, 10, 200, 2018218, 2018247])(
    '[F7] is nothing after code %i',
    async (code) => {
      expect(await profileOf({ error: { code } }, 400)).toBeNull()
    },
  )

  it('[F7] is nothing after the subcodes that say so', async () => {
    expect(await profileOf({ error: { code: 100, error_subcode: 2018218 } }, 400)).toBeNull()
    expect(await profileOf({ error: { code: 1234, error_subcode: 2018247 } }, 400)).toBeNull()
  })

  it('[F13] is not decided by a refusal of another kind', async () => {
    for (const [code, kind] of [
      [2500, 'rejected'],
      [368, 'rejected'],
      [2, 'unavailable'],
      [4, 'throttled'],
      [190, 'credentials_rejected'],
    ] as const) {
      await expect(profileOf({ error: { code } }, 400)).rejects.toMatchObject({ kind })
    }
  })

  it('[F4] may be nothing at all', async () => {
    expect(await profileOf({})).toBeNull()
    expect(await profileOf({ id: '42' })).toBeNull()
    expect(await profileOf({ id: '42', [name]: '  ', profile_pic: '' })).toBeNull()
  })

  it('[F15] is taken only as far as it makes sense', async () => {
    expect(await profileOf({ [name]: ` ${'🙂'.repeat(300)} `, profile_pic: 'javascript:alert(1)' })).toMatchObject({
      name: '🙂'.repeat(200),
      avatar_url: null,
    })
    expect(await profileOf({ [name]: ['Ada'], profile_pic: 7, username: {} })).toBeNull()
    expect(await profileOf({ [name]: 'Ada', profile_pic: `https://x.example/${'y'.repeat(5000)}` })).toMatchObject({
      name: 'Ada',
      avatar_url: null,
    })
  })
})

describe('WhatsApp', () => {
  it('[F1] has no profiles to ask for: its webhooks name people', () => {
    expect([messenger, instagram, whatsapp].map(hasProfiles)).toEqual([true, true, false])
  })
})
