import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { start } from './start.ts'
import { secrets } from './webhook-receiver.ts'

interface GraphAnswer {
  status: number
  body: {
    id: string
    url: string
    profile_pic: string
    data: unknown[]
    error: { code: number; error_subcode: number }
  }
}

async function graph(sandbox: Sandbox, path: string, token?: string, init: RequestInit = {}): Promise<GraphAnswer> {
  const headers = new Headers(init.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const response = await fetch(`${sandbox.url}${path}`, { ...init, headers })
  return { status: response.status, body: (await response.json()) as GraphAnswer['body'] }
}

function form(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) }
}

describe('a profile', () => {
  it('[X26] of a Messenger customer has a name and a picture that can be fetched', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const ada = sandbox.customer('messenger', 'ada', { name: 'Ada Li' })
    const { accessToken } = sandbox.account('messenger')

    const { status, body } = await graph(
      sandbox,
      `/v25.0/${ada.scopedId}?fields=id,name,first_name,profile_pic`,
      accessToken,
    )

    expect(status).toBe(200)
    expect(body).toEqual({ id: ada.scopedId, name: 'Ada Li', first_name: 'Ada', profile_pic: expect.any(String) })
    const picture = await fetch(body.profile_pic)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })

  it('[X26] of an Instagram customer is there only after they have written', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const lucia = sandbox.customer('instagram', 'lucia', { name: 'Lucía', username: 'lucia.paints' })
    const { accessToken } = sandbox.account('instagram')
    const path = `/${lucia.scopedId}?fields=name,username,follower_count&access_token=${accessToken}`

    const before = await graph(sandbox, path)
    await lucia.say('hola')
    const after = await graph(sandbox, path)

    expect(before).toMatchObject({ status: 400, body: { error: { code: 230, type: 'OAuthException' } } })
    expect(after.body).toMatchObject({ id: lucia.scopedId, name: 'Lucía', username: 'lucia.paints' })
  })

  it('[X26] of somebody who hides it, of a stranger, and of another account, is refused', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const shy = sandbox.customer('messenger', 'shy', { hidesProfile: true })
    const other = sandbox.addAccount('messenger', 'other')
    const { accessToken } = sandbox.account('messenger')

    expect(await graph(sandbox, `/v25.0/${shy.scopedId}`, accessToken)).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 2018218 } },
    })
    for (const [id, token] of [
      [shy.scopedId, other.accessToken],
      ['6900000000000009', accessToken],
    ]) {
      expect(await graph(sandbox, `/v25.0/${id}`, token)).toMatchObject({
        status: 400,
        body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException', fbtrace_id: expect.any(String) } },
      })
    }
    expect(await graph(sandbox, '/v25.0/some.name', accessToken)).toMatchObject({
      status: 404,
      body: { error: { code: 803 } },
    })
    expect(await graph(sandbox, `/v25.0/${shy.scopedId}`, sandbox.account('whatsapp').accessToken)).toMatchObject({
      body: { error: { code: 100 } },
    })
  })
})

describe('an account', () => {
  it('[X26] is what its token calls me, with the id that webhooks use', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const page = sandbox.account('messenger')
    const instagram = sandbox.account('instagram')
    const number = sandbox.account('whatsapp')

    expect((await graph(sandbox, '/v25.0/me?fields=id,name,picture{url}', page.accessToken)).body).toMatchObject({
      id: page.externalId,
      name: 'Sandbox Pottery',
      picture: { data: { url: expect.stringContaining('/cdn/avatar/') } },
    })
    expect((await graph(sandbox, '/v25.0/me?fields=id,user_id,username', instagram.accessToken)).body).toEqual({
      id: instagram.appScopedId,
      user_id: instagram.externalId,
      username: 'sandbox.pottery',
    })
    expect(instagram.appScopedId).not.toBe(instagram.externalId)
    expect((await graph(sandbox, `/v25.0/${number.externalId}`, number.accessToken)).body).toEqual({
      id: number.externalId,
      verified_name: 'Sandbox Pottery',
      display_phone_number: `+${number.phone}`,
      quality_rating: 'GREEN',
    })
    expect((await graph(sandbox, `/v25.0/${number.wabaId}/phone_numbers`, number.accessToken)).body.data).toMatchObject(
      [{ id: number.externalId }],
    )
  })
})

describe('a token', () => {
  it('[X25] is needed, shows that it belongs to a sandbox, and may be given in three ways', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const { accessToken, externalId } = sandbox.account('messenger')

    expect(accessToken).toMatch(/^SANDBOX-/)
    expect(await graph(sandbox, '/v25.0/me')).toMatchObject({ status: 400, body: { error: { code: 104 } } })
    expect(await graph(sandbox, '/v25.0/me', 'EAAG-real')).toMatchObject({
      status: 400,
      body: { error: { code: 190, type: 'OAuthException' } },
    })
    expect((await graph(sandbox, '/me', accessToken)).body.id).toBe(externalId)
    expect((await graph(sandbox, `/v24.0/me?access_token=${accessToken}`)).body.id).toBe(externalId)
    const posted = form({ access_token: accessToken, subscribed_fields: 'messages' })
    expect((await graph(sandbox, `/v25.0/me/subscribed_apps`, undefined, posted)).body).toEqual({ success: true })
  })

  it('[X25] can expire and be revoked', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const account = sandbox.account('messenger')

    account.tokenState = 'expired'
    const expired = await graph(sandbox, '/v25.0/me', account.accessToken)
    account.tokenState = 'revoked'
    const revoked = await graph(sandbox, '/v25.0/me', account.accessToken)

    expect([expired, revoked].map(({ body }) => [body.error.code, body.error.error_subcode])).toEqual([
      [190, 463],
      [190, 460],
    ])
  })

  it('[X25] may come with a proof, which then has to be right', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const { accessToken } = sandbox.account('messenger')
    const proof = createHmac('sha256', secrets.appSecret).update(accessToken).digest('hex')

    expect((await graph(sandbox, `/v25.0/me?appsecret_proof=${proof}`, accessToken)).status).toBe(200)
    expect(await graph(sandbox, '/v25.0/me?appsecret_proof=00', accessToken)).toMatchObject({
      body: { error: { code: 100, message: expect.stringContaining('appsecret_proof') } },
    })
  })
})

describe('subscribing', () => {
  it('[X24] asks the callback for proof, once for the app and once for the account', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox, receiver } = stage
    const { accessToken, externalId } = sandbox.account('messenger')
    const fields = {
      object: 'page',
      callback_url: receiver.webhooks.messenger,
      verify_token: 'verify-me',
      fields: 'messages',
    }
    const appToken = `${sandbox.appId}|${sandbox.appSecret}`

    const app = await graph(sandbox, `/v25.0/${sandbox.appId}/subscriptions`, appToken, form(fields))
    await sandbox.customer('messenger', 'ada').say('too early', { wait: false })
    const account = await graph(
      sandbox,
      `/v25.0/${externalId}/subscribed_apps`,
      accessToken,
      form({ subscribed_fields: 'messages,message_reads' }),
    )
    const mid = await sandbox.customer('messenger', 'ada').say('hello')

    expect([app.body, account.body]).toEqual([{ success: true }, { success: true }])
    expect(receiver.challenges.map((query) => [query.get('hub.mode'), query.get('hub.verify_token')])).toEqual([
      ['subscribe', 'verify-me'],
      ['subscribe', 'verify-me'],
    ])
    expect(receiver.challenges[0]!.get('hub.challenge')).toMatch(/^\d+$/)
    expect(receiver.texts).toEqual(['hello'])
    // The account would tell of reads, but the app has not asked for them.
    await sandbox.account('messenger').markRead(sandbox.customer('messenger', 'ada'), mid, { wait: false })
    expect(sandbox.deliveries()[0]!.state).toBe('unsubscribed')
  })

  it('[X24] is refused when the callback does not know the token, repeats something else, or is not there', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox, receiver } = stage
    receiver.verifyToken = 'something else'
    const subscribe = (callback_url: string) =>
      graph(
        sandbox,
        `/v25.0/${sandbox.appId}/subscriptions`,
        `${sandbox.appId}|${sandbox.appSecret}`,
        form({ object: 'instagram', callback_url, verify_token: 'verify-me', fields: 'messages' }),
      )

    expect(await subscribe(receiver.webhooks.instagram)).toMatchObject({
      status: 400,
      body: { error: { code: 2200, message: expect.stringContaining('HTTP Status Code = 403') } },
    })
    receiver.verifyToken = 'verify-me'
    receiver.echoOf = (challenge) => `"${challenge}"`
    expect(await subscribe(receiver.webhooks.instagram)).toMatchObject({
      body: { error: { code: 2200, message: expect.stringContaining('does not match') } },
    })
    expect(await subscribe('http://127.0.0.1:1/')).toMatchObject({ body: { error: { code: 2200 } } })
    expect(await subscribe('ftp://example')).toMatchObject({ body: { error: { code: 2200 } } })
    expect(sandbox.subscriptions.appSubscription('instagram')).toBeUndefined()
  })

  it('[X24] to a field that does not exist names those that do, and subscribes to nothing', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox } = stage
    const { accessToken } = sandbox.account('messenger')

    const refused = await graph(
      sandbox,
      '/v25.0/me/subscribed_apps',
      accessToken,
      form({ subscribed_fields: 'messages,messaging_seen' }),
    )

    expect(refused.body.error).toMatchObject({ code: 100, message: expect.stringContaining('MESSAGE_READS') })
    expect((await graph(sandbox, '/v25.0/me/subscribed_apps', accessToken)).body).toEqual({ data: [] })
  })

  it('[X24] can be looked at and taken back', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const appToken = `${sandbox.appId}|${sandbox.appSecret}`
    const number = sandbox.account('whatsapp')
    const path = `/v25.0/${number.wabaId}/subscribed_apps`

    expect((await graph(sandbox, path, number.accessToken)).body.data).toMatchObject([
      { whatsapp_business_api_data: { id: sandbox.appId } },
    ])
    expect((await graph(sandbox, `/v25.0/${sandbox.appId}/subscriptions`, appToken)).body.data).toHaveLength(3)

    await graph(sandbox, path, number.accessToken, { method: 'DELETE' })
    await graph(sandbox, `/v25.0/${sandbox.appId}/subscriptions?object=page`, appToken, { method: 'DELETE' })
    await sandbox.customer('whatsapp', 'ada').say('nobody listens', { wait: false })
    await sandbox.customer('messenger', 'ada').say('nobody listens', { wait: false })
    await sandbox.quiet()

    expect(receiver.received).toEqual([])
    expect((await graph(sandbox, path, number.accessToken)).body).toEqual({ data: [] })
  })

  it('[X24] of the app takes the token of the app', async () => {
    await using stage = await start()
    const { sandbox } = stage

    for (const token of [sandbox.account('messenger').accessToken, `${sandbox.appId}|wrong`]) {
      expect(await graph(sandbox, `/v25.0/${sandbox.appId}/subscriptions`, token)).toMatchObject({
        status: 400,
        body: { error: { code: 15 } },
      })
    }
  })

  it('[X24] a WhatsApp account may override where its messages go', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const { wabaId, accessToken } = sandbox.account('whatsapp')
    const override = { override_callback_uri: `${receiver.url}/elsewhere`, verify_token: 'verify-me' }

    await graph(sandbox, `/v25.0/${wabaId}/subscribed_apps`, accessToken, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(override),
    })
    const ada = sandbox.customer('whatsapp', 'ada')
    await ada.say('hi')
    await sandbox.account('whatsapp').echo(ada, 'hello')

    // Echoes are another field, and go where they always went.
    expect(receiver.received.map(({ path }) => path)).toEqual(['/elsewhere', '/whatsapp'])
  })
})

describe('media', () => {
  it('[X27] of WhatsApp is fetched in two steps, both with the token, within five minutes', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const { accessToken } = sandbox.account('whatsapp')
    await sandbox.customer('whatsapp', 'ada').sendImage()
    const { image } = receiver.values[0]!.messages[0]!

    const { body } = await graph(sandbox, `/v25.0/${image.id}`, accessToken)
    const withoutToken = await fetch(body.url)
    const response = await fetch(body.url, { headers: { authorization: `Bearer ${accessToken}` } })
    const bytes = Buffer.from(await response.arrayBuffer())
    await sandbox.advance(5 * 60_000)
    const tooLate = await fetch(body.url, { headers: { authorization: `Bearer ${accessToken}` } })
    const resolvedAgain = await graph(sandbox, `/v25.0/${image.id}`, accessToken)

    expect(body).toEqual({
      url: expect.any(String),
      mime_type: 'image/png',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      file_size: String(bytes.length),
      id: image.id,
      messaging_product: 'whatsapp',
    })
    expect(createHash('sha256').update(bytes).digest('base64')).toBe(image.sha256)
    expect([withoutToken.status, response.status, tooLate.status, resolvedAgain.status]).toEqual([401, 200, 404, 200])
    expect(await graph(sandbox, `/v25.0/${image.id}`, sandbox.account('messenger').accessToken)).toMatchObject({
      body: { error: { code: 100 } },
    })
  })

  it('[X27] of Messenger is behind a signed link for a week', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    await sandbox.customer('messenger', 'ada').sendVoice()
    const { url } = receiver.messaging[0]!.message.attachments[0]!.payload

    const fetched = await fetch(url)
    const forged = await fetch(url.replace(/oe=[0-9a-f]+/, 'oe=ffffffff'))
    await sandbox.advance(7 * 24 * 3_600_000)
    const tooLate = await fetch(url)

    expect(fetched.headers.get('content-type')).toBe('audio/wav')
    expect([fetched.status, forged.status, tooLate.status]).toEqual([200, 403, 403])
  })

  it('[X27] of an earlier run can still be fetched', async () => {
    let id = ''
    {
      await using before = await start({ epoch: 'first' })
      await before.sandbox.customer('whatsapp', 'ada').sendVideo()
      id = before.receiver.values[0]!.messages[0]!.video.id
    }
    await using after = await start({ epoch: 'second' })

    const { body } = await graph(after.sandbox, `/v25.0/${id}`, after.sandbox.account('whatsapp').accessToken)

    expect(body).toMatchObject({ mime_type: 'video/mp4' })
  })
})

describe('whatever is not emulated', () => {
  it('[X28] is refused in the words of Graph', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const { accessToken, externalId } = sandbox.account('messenger')
    const sending = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"message":{"text":"hi"}}',
    }

    expect(await graph(sandbox, `/v25.0/${externalId}/messages`, accessToken, sending)).toMatchObject({
      status: 404,
      body: { error: { code: 2500, message: 'Unknown path components: /messages', type: 'OAuthException' } },
    })
    expect(await graph(sandbox, '/v25.0/1/2/3', accessToken)).toMatchObject({
      status: 404,
      body: { error: { code: 2500 } },
    })
    expect(await graph(sandbox, '/', accessToken)).toMatchObject({ status: 404, body: { error: { code: 2500 } } })
    expect(await graph(sandbox, '/v25.0/me?fields=id,shoe_size', accessToken)).toMatchObject({
      body: { error: { code: 100, message: expect.stringContaining('shoe_size') } },
    })
    const broken = { ...sending, body: '{' }
    expect(await graph(sandbox, '/v25.0/me/subscribed_apps', accessToken, broken)).toMatchObject({
      status: 400,
      body: { error: { code: 100 } },
    })
    expect((await fetch(`${sandbox.url}/cdn/image/nothing`)).status).toBe(404)
  })

  it('[X29] is not even looked at when the request was meant for another host', async () => {
    await using stage = await start()
    const { port } = new URL(stage.sandbox.url)

    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port, path: '/v25.0/me', headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })

    expect(await statusFor(`attacker.example:${port}`)).toBe(403)
    expect(await statusFor(`127.0.0.1.attacker.example`)).toBe(403)
    expect(await statusFor(`localhost:${port}`)).toBe(400)
    expect(await statusFor('[::1]')).toBe(400)
  })
})
