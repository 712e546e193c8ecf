import { describe, expect, it } from 'vitest'
import { type ActKind, actFields, platformActs } from '../src/cast/act.ts'
import { NotOnPlatform, type Platform, platforms, type Sandbox } from '../src/index.ts'
import { start, startedAt } from './start.ts'

interface Line {
  id: string
  kind: string
  text: string | null
  media: { kind: string; url: string }[]
}

interface ThreadAnswer {
  acts: string[]
  receipts: string[]
  lines: Line[]
}

async function get<T>(sandbox: Sandbox, path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(`${sandbox.url}/sandbox/${path}`)
  return { status: response.status, body: (await response.json()) as T }
}

const threadOf = async (sandbox: Sandbox, platform: Platform, customer: string) =>
  (await get<ThreadAnswer>(sandbox, `thread?platform=${platform}&customer=${customer}`)).body

/** One of each kind that a request could ask for. */
function actOf(kind: ActKind): Record<string, unknown> {
  const given = Object.entries(actFields[kind]).filter(([, type]) => !type.endsWith('?'))
  const fields = given.map(([name, type]) => [name, type === 'number' ? 2 : name === 'shared' ? 'post' : 'words'])
  return { kind, ...Object.fromEntries(fields) }
}

describe('the thread on the phone of a customer', () => {
  it('[X39] has what both sides said, with answers, pictures, changes and what has arrived', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const ada = sandbox.customer('whatsapp', 'ada')
    const question = await ada.say('Is it still ther?')
    await ada.edit(question, 'Is it still there?')
    const answer = await ada.account.echo(ada, 'It is.')
    await ada.account.markRead(ada, answer)
    await ada.react(answer, '👍')
    const picture = await ada.sendImage({ caption: 'This one' })
    await ada.reply(answer, 'Good.')
    await ada.unsend(picture)
    await ada.sendLocation({ latitude: 51.5, longitude: -0.1, name: 'Home' })

    const { lines } = await threadOf(sandbox, 'whatsapp', 'ada')
    const at = new Date(startedAt).toISOString()
    expect(lines).toMatchObject([
      { n: 0, from: 'customer', kind: 'text', text: 'Is it still there?', edits: 1, delivery: 'acknowledged', at },
      { from: 'account', kind: 'text', text: 'It is.', status: 'read', reaction: '👍' },
      { id: picture, kind: 'image', text: null, media: [], about: {}, is_unsent: true },
      { text: 'Good.', reply_to: { id: answer, from: 'account', text: 'It is.' } },
      { kind: 'location', about: { latitude: 51.5, longitude: -0.1, name: 'Home' } },
    ])
  })

  it('[X39] shows the pictures that were sent, and a caption where the platform has it', async () => {
    await using stage = await start()
    const { sandbox } = stage
    for (const platform of ['whatsapp', 'messenger'] as const) {
      await sandbox.customer(platform, 'mia').perform({ kind: 'album', count: 2, caption: 'Both' })
    }
    const [onWhatsApp, onMessenger] = [
      await threadOf(sandbox, 'whatsapp', 'mia'),
      await threadOf(sandbox, 'messenger', 'mia'),
    ]

    expect(onWhatsApp.lines.map(({ text, media }) => [text, media.length])).toEqual([
      ['Both', 1],
      [null, 1],
    ])
    expect(onMessenger.lines.map(({ kind, text, media }) => [kind, text, media.length])).toEqual([
      ['album', null, 2],
      ['text', 'Both', 0],
    ])
    const picture = await fetch(onWhatsApp.lines[0]!.media[0]!.url)
    expect(picture.headers.get('content-type')).toBe('image/png')
  })

  it('[X39] counts a watermark for everything before it, and never falls back', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const mei = sandbox.customer('messenger', 'mei')
    const [one, two] = [await mei.account.echo(mei, 'one'), await mei.account.echo(mei, 'two')]
    await mei.account.markRead(mei, two)
    await mei.account.markDelivered(mei, one)

    expect((await threadOf(sandbox, 'messenger', 'mei')).lines).toMatchObject([{ status: 'read' }, { status: 'read' }])
  })

  it.each(platforms)('[X40] names exactly what can be done on %s', async (platform) => {
    await using stage = await start()
    const { sandbox } = stage
    const customer = sandbox.customer(platform, 'zoe')
    const possible = (Object.keys(actFields) as ActKind[]).filter((kind) => {
      try {
        customer.begin(actOf(kind) as never)
        return true
      } catch (error) {
        if (error instanceof NotOnPlatform) return false
        throw error
      }
    })
    await sandbox.drained()

    expect((await threadOf(sandbox, platform, 'zoe')).acts.toSorted()).toEqual(possible.toSorted())
    expect(platformActs[platform].toSorted()).toEqual(possible.toSorted())
  })

  it('[X39] is found by whom it belongs to', async () => {
    await using stage = await start({ people: true })
    const { sandbox } = stage
    const people = await get<{ items: { handle: string; avatar_url: string }[] }>(
      sandbox,
      'customers?platform=instagram',
    )

    expect(people.body.items.map(({ handle }) => handle)).toEqual(['lucia', 'kofi', 'yuki'])
    expect((await fetch(people.body.items[0]!.avatar_url)).status).toBe(200)
    expect((await get(sandbox, 'thread?platform=instagram&customer=nobody')).status).toBe(404)
    expect((await get(sandbox, 'thread?platform=fax&customer=lucia')).status).toBe(422)
  })
})

describe('a delivery', () => {
  it('[X41] can be looked into: its bytes, where they went, and whether the signature is right', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    await sandbox.customer('messenger', 'mei').say('Grüße')
    const [{ id }] = (await get<{ items: [{ id: string }] }>(sandbox, 'deliveries')).body.items

    const { body } = await get<{ sent: { body: string; is_signed: boolean } }>(sandbox, `deliveries/${id}/body`)
    expect(body).toMatchObject({
      id,
      state: 'acknowledged',
      sent: { url: receiver.webhooks.messenger, is_signed: true, headers: { 'content-type': 'application/json' } },
    })
    expect(body.sent.body).toContain('Gr\\u00fc\\u00dfe')
    expect((await get(sandbox, 'deliveries/d-99/body')).status).toBe(404)
  })

  it('[X41] that went nowhere has nothing in it', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox } = stage
    await sandbox.customer('messenger', 'mei').say('hi', { wait: false })
    expect((await get(sandbox, 'deliveries/d-1/body')).body).toMatchObject({ state: 'unsubscribed', sent: null })
  })
})

it('[X42] links of the CDN lead where they are told to', async () => {
  await using stage = await start({ cdnUrl: 'https://inbox.example/cdn-of-the-sandbox' })
  const { sandbox } = stage
  await sandbox.customer('instagram', 'kofi').sendImage()
  const { lines } = await threadOf(sandbox, 'instagram', 'kofi')
  const url = lines[0]!.media[0]!.url
  expect(url).toMatch(/^https:\/\/inbox\.example\/cdn-of-the-sandbox\/cdn\/image\/\d+\.png\?/)
  expect((await fetch(url.replace('https://inbox.example/cdn-of-the-sandbox', sandbox.url))).status).toBe(200)
})
