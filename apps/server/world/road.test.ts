import type { ConversationView, MessageView, Page } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { call, startWorld, Witness, type World } from './index.ts'

const everything = async (world: World) => (await world.owner.get<Page<MessageView>>('/messages?limit=100')).body.items
const kinds = (messages: MessageView[]) => [...new Set(messages.map(({ type }) => type))].sort()

describe('the whole road', () => {
  it('[M1] [M7] [M9] takes in everything that a WhatsApp customer can do', async () => {
    await using world = await startWorld({ sandbox: true })
    await using witness = await Witness.of(world.owner)
    const ada = world.sandbox.customer('whatsapp', 'ada')
    const shop = ada.account
    const first = await ada.say('Grüße 👋 from Ada')
    await ada.reply(first, 'an answer to myself')
    await ada.sendImage({ caption: 'front' })
    await ada.album(3)
    await ada.sendVideo()
    await ada.sendVoice()
    await ada.sendFile()
    await ada.sendSticker()
    await ada.sendLocation({ latitude: 51.5, longitude: -0.12, name: 'Shop' })
    await ada.adClick('Sale', 'I saw your ad')
    await ada.sendUnsupported()
    await ada.react(first, '👍')
    await ada.react(first, '❤️')
    await ada.edit(first, 'Grüße 👋 from Ada, again')
    const secret = await ada.say('a secret')
    await ada.unsend(secret)
    const answer = await shop.echo(ada, 'We open at nine')
    await shop.markRead(ada, answer)
    await shop.markDelivered(ada, answer) // late
    await ada.changeNumber()
    await ada.say('from my new number')
    await world.idle()

    const messages = await everything(world)
    expect(kinds(messages)).toEqual([
      'audio',
      'file',
      'image',
      'location',
      'sticker',
      'system',
      'text',
      'unsupported',
      'video',
    ])
    const find = (id: string) => messages.find(({ platform_message_id }) => platform_message_id === id)!
    expect(find(first)).toMatchObject({
      text: 'Grüße 👋 from Ada, again',
      reactions: [{ emoji: '❤️' }],
      edited_at: expect.any(String),
    })
    expect(find(secret)).toMatchObject({ text: null, deleted_at: expect.any(String) })
    expect(find(answer)).toMatchObject({ direction: 'outbound', status: 'read', sender: { kind: 'account' } })
    const { items } = (await world.owner.get<Page<ConversationView>>('/conversations')).body
    expect(items).toHaveLength(1)
    await witness.agrees()
  })

  it('[M1] takes in everything that Messenger and Instagram customers can do', async () => {
    await using world = await startWorld({ sandbox: true })
    await using witness = await Witness.of(world.owner)
    const mo = world.sandbox.customer('messenger', 'mo')
    const ida = world.sandbox.customer('instagram', 'ida')
    for (const customer of [mo, ida]) {
      const said = await customer.say('hello')
      await customer.album(2)
      await customer.react(said, '😍')
      await customer.unreact(said)
      await customer.sendVoice()
      const answer = await customer.account.echo(customer, 'hello to you')
      await customer.account.markRead(customer, answer)
    }
    await mo.postback('Prices', 'PRICES')
    await ida.storyMention()
    await ida.storyReply('lovely')
    await world.idle()

    const messages = await everything(world)
    expect(messages.filter(({ direction }) => direction === 'outbound').map(({ status }) => status)).toEqual([
      'read',
      'read',
    ])
    expect(kinds(messages)).toEqual(expect.arrayContaining(['postback', 'story_mention', 'story_reply']))
    expect(messages.filter(({ text }) => text === 'hello').map(({ reactions }) => reactions)).toEqual([[], []])
    await witness.agrees()
  })

  it('[N3] [N11] [M9] ends the same when the platforms deliver twice, late and in any order', async () => {
    await using world = await startWorld({ sandbox: true })
    const agent = await world.member('agent', 'agent')
    await using witness = await Witness.of(agent)
    await using bystander = await Witness.of(await world.member('bystander', 'user'))
    world.sandbox.setFaults({ duplicates: 0.3, reorder: 8, batch: 5 })
    const platforms = ['whatsapp', 'messenger', 'instagram'] as const
    const customers = platforms.flatMap((platform) =>
      ['ada', 'bo', 'chi', 'dan'].map((name) => world.sandbox.customer(platform, name)),
    )
    const told = customers.flatMap((customer) =>
      Array.from({ length: 12 }, (_, n) => customer.say(`${customer.handle} ${n}`)),
    )
    await Promise.all(told)
    await world.idle()

    const unread = (await agent.get('/unread_count')).body as { messages: number }
    expect(unread.messages).toBe(told.length)
    const read = await agent.post('/messages/read', { all: true })
    expect(read.body).toMatchObject({ messages: told.length, conversations: customers.length })
    for (const { id } of (await agent.get<Page<ConversationView>>('/conversations?limit=5')).body.items) {
      await agent.post(`/conversations/${id}/archive`)
    }
    await witness.agrees()
    await bystander.agrees()
    expect(bystander.client.store.state!.conversations.size).toBe(0)
  })

  it('[I22] [L1] keeps the law and the addresses for a member who sees no inbox', async () => {
    await using world = await startWorld()
    const guest = await world.member('guest', 'user')
    await using witness = await Witness.of(guest)
    const heard: string[] = []
    witness.client.onEvent((event) => heard.push(JSON.stringify(event)))
    const agent = await world.member('agent')
    await world.owner.patch(`/members/${agent.id}`, { role: 'moderator' })
    await call(world.url, 'POST', '/api/auth/update-user', { name: 'Renamed' }, guest.session)
    await witness.until(() => witness.client.store.state!.me.name === 'Renamed')
    await witness.agrees()
    expect(heard.join()).not.toContain(agent.email)

    await world.owner.patch(`/members/${guest.id}`, { role: 'agent' })
    world.advance(5_000)
    await witness.until(() => witness.client.store.state!.members.get(agent.id)?.email === agent.email)
    await witness.agrees()
    await world.owner.patch(`/members/${guest.id}`, { role: 'user' })
    world.advance(5_000)
    await witness.until(() => witness.client.store.state!.members.get(agent.id)?.email === null)
    await witness.agrees()
  })

  it('[L1] keeps the law for whoever joins, leaves, is promoted or connects an account meanwhile', async () => {
    await using world = await startWorld({ sandbox: true })
    const rookie = await world.member('rookie', 'user')
    await using witness = await Witness.of(rookie)
    const ada = world.sandbox.customer('whatsapp', 'ada')
    await ada.say('before')
    await world.owner.patch(`/members/${rookie.id}`, { role: 'agent' })
    await ada.say('after')
    await world.account('messenger')
    await world.idle()

    await witness.until(() => witness.client.store.state!.conversations.size === 1)
    await witness.agrees()
  })
})
