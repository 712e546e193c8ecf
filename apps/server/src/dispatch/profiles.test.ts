import type { AccountDetails, ConversationView, Page } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, Witness, type World } from '../../world/index.ts'

const contactsOf = async (world: World) => {
  const { body } = await world.owner.get<Page<ConversationView>>('/conversations')
  return body.items.map(({ platform, contact }) => ({ platform, name: contact?.name, username: contact?.username }))
}

/** Waits on what a person would see. */
async function until(holds: () => Promise<boolean>, within_ms = 20_000): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > within_ms) throw new Error(`not within ${within_ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - began
}

describe('a customer who writes for the first time', () => {
  it('[F1] [F5] soon has a name and a picture, on every platform and on every screen', async () => {
    await using world = await startWorld({ sandbox: true })
    await using witness = await Witness.of(world.owner)
    await world.sandbox.customer('messenger', 'ada', { name: 'Ada Li' }).say('Hello')
    await world.sandbox.customer('instagram', 'lucia', { name: 'Lucía', username: 'lucia.paints' }).say('¡Hola!')
    await world.sandbox.customer('whatsapp', 'omar', { name: 'Omar' }).say('Salam')

    await until(async () => (await contactsOf(world)).filter(({ name }) => name).length === 3)
    expect(await contactsOf(world)).toEqual(
      expect.arrayContaining([
        { platform: 'messenger', name: 'Ada Li', username: null },
        { platform: 'instagram', name: 'Lucía', username: 'lucia.paints' },
        { platform: 'whatsapp', name: 'Omar', username: null },
      ]),
    )
    await witness.agrees()
    const { conversations, threads } = witness.client.store.state!
    for (const { id, contact, platform } of conversations.values()) {
      if (platform === 'whatsapp') continue
      expect((await fetch(contact!.avatar_url!)).headers.get('content-type')).toBe('image/png')
      const { sender } = threads.get(id)!.messages[0]!
      expect(sender).toMatchObject({ name: contact!.name, avatar_url: contact!.avatar_url })
    }
  })

  it('[F10] gets a name after all, when credentials that had expired are replaced', async () => {
    const lines: string[] = []
    await using world = await startWorld({
      sandbox: true,
      env: { LOG_LEVEL: 'debug' },
      onLog: (line) => lines.push(line),
    })
    await using witness = await Witness.of(world.owner)
    const emulated = world.sandbox.account('messenger')
    emulated.tokenState = 'expired'
    await world.sandbox.customer('messenger', 'ada', { name: 'Ada Li' }).say('Hello')

    const accounts = () => world.owner.get<Page<AccountDetails>>('/accounts')
    const ours = async () => (await accounts()).body.items.find(({ platform }) => platform === 'messenger')!
    await until(async () => (await ours()).status === 'attention')
    expect(await ours()).toMatchObject({ status_reason: 'credentials_rejected' })
    expect(await contactsOf(world)).toMatchObject([{ name: null }])

    emulated.tokenState = 'valid'
    await world.owner.patch(`/accounts/${(await ours()).id}`, { credentials: { access_token: emulated.accessToken } })
    await until(async () => (await contactsOf(world))[0]!.name === 'Ada Li')
    await witness.agrees()
    expect(lines.join('')).toContain('credentials_rejected')
    expect(lines.join('')).not.toMatch(/SANDBOX-|Ada Li/)
  })
})

describe('a platform that cannot be reached', () => {
  it('[F1] costs nobody their message, and says so in the figures', async () => {
    await using world = await startWorld()
    const { external_id } = await world.account('messenger', { credentials: { access_token: 'token' } })
    const { status } = await postWebhook(
      world.url,
      'messenger',
      pageMessages(external_id, { from: '42', mid: 'm_1', text: 'Hi' }),
    )
    expect(status).toBe(200)
    await world.idle()
    expect(await contactsOf(world)).toEqual([{ platform: 'messenger', name: null, username: null }])

    const metrics = async () => (await fetch(`${world.url}/metrics`)).text()
    const figure = 'switchboard_profile_calls_total{platform="messenger",outcome="unavailable"} 1'
    await until(async () => (await metrics()).includes(figure))
  })
})
