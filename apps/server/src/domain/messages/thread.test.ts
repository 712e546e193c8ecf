import type { ConversationView, MessageHistory, MessagePage, MessageSource, Page } from '@switchboard/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../../world/index.ts'

let world: World
afterEach(() => world[Symbol.asyncDispose]())

describe('the part of a thread around a message', () => {
  beforeEach(async () => {
    world = await startWorld()
    const page = await world.account('messenger')
    const started = Date.parse('2026-03-01T10:00:00Z')
    // Three in each second: order is by time and then by place.
    const said = Array.from({ length: 30 }, (_, n) => ({
      from: 'customer',
      mid: `m_${n}`,
      text: `${n + 1}`,
      at: started + Math.floor(n / 3) * 1000,
    }))
    await postWebhook(world.url, 'messenger', pageMessages(page.external_id, ...said))
    await world.idle()
  })

  const read = async (query: string) => (await world.owner.get<MessagePage>(`/messages?${query}`)).body
  const seqs = ({ items }: MessagePage) => items.map(({ seq }) => seq)
  const idOf = async (seq: number) => (await read('limit=100')).items.find((message) => message.seq === seq)!.id
  const conversationId = async () => (await world.owner.get<Page<ConversationView>>('/conversations')).body.items[0]!.id

  it.each([
    [15, 10, [20, 11]],
    [15, 1, [15, 15]],
    [30, 10, [30, 26]],
    [1, 10, [6, 1]],
    [2, 100, [30, 1]],
  ])('[R10] %i, %i at a time, goes from … to …', async (seq, limit, [newest, oldest]) => {
    const page = await read(`around=${await idOf(seq)}&limit=${limit}&conversation_id=${await conversationId()}`)
    const expected = Array.from({ length: newest! - oldest! + 1 }, (_, n) => newest! - n)
    expect(seqs(page)).toEqual(expected)
    expect([page.prev_cursor === null, page.next_cursor === null]).toEqual([newest === 30, oldest === 1])
  })

  it('[R10] leads on in both directions, without a gap or a repetition', async () => {
    const id = await conversationId()
    const middle = await read(`around=${await idOf(14)}&limit=5`)
    const seen = seqs(middle)
    for (let cursor = middle.prev_cursor; cursor !== null; ) {
      const page = await read(`conversation_id=${id}&limit=4&cursor=${cursor}`)
      seen.unshift(...seqs(page))
      cursor = page.prev_cursor
    }
    for (let cursor = middle.next_cursor; cursor !== null; ) {
      const page = await read(`conversation_id=${id}&limit=4&cursor=${cursor}`)
      seen.push(...seqs(page))
      cursor = page.next_cursor
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => 30 - n))
  })

  it('[R10] leads back from where it has led', async () => {
    const id = await conversationId()
    const older = await read(
      `conversation_id=${id}&limit=4&cursor=${(await read(`conversation_id=${id}&limit=4`)).next_cursor}`,
    )
    const back = await read(`conversation_id=${id}&limit=10&cursor=${older.prev_cursor}`)
    expect(seqs(back)).toEqual([30, 29, 28, 27])
    expect(back.prev_cursor).toBeNull()
    expect(seqs(await read(`conversation_id=${id}&limit=2&cursor=${back.next_cursor}`))).toEqual([26, 25])
  })

  it('[R10] [R5] is not there for a message that is not there, is elsewhere, or is not for the member', async () => {
    const missing = { status: 404, body: { code: 'not_found' } }
    const id = await idOf(3)
    const stranger = (await world.workspace('elsewhere')).owner
    expect(await stranger.get(`/messages?around=${id}`)).toMatchObject(missing)
    expect(await world.owner.get('/messages?around=nonsense')).toMatchObject(missing)
    expect(await world.owner.get(`/messages?around=${crypto.randomUUID()}`)).toMatchObject(missing)
    expect(await world.owner.get(`/messages?around=${id}&conversation_id=${crypto.randomUUID()}`)).toMatchObject(
      missing,
    )
  })
})

describe('what a message was', () => {
  beforeEach(async () => {
    world = await startWorld({ sandbox: true })
  })
  const only = async () => (await world.owner.get<MessagePage>('/messages')).body.items[0]!
  const history = async (id: string) =>
    (await world.owner.get<MessageHistory>(`/messages/${id}/history`)).body.items.map(({ text }) => text)

  it('[R11] [M7] is kept with each edit, and gone with an unsend', async () => {
    const kofi = world.customer('instagram', 'kofi')
    const said = await kofi.say('one')
    await kofi.edit(said, 'two')
    await kofi.edit(said, 'three')
    await world.idle()
    const { id } = await only()
    expect(await history(id)).toEqual(['one', 'two'])
    await kofi.unsend(said)
    await world.idle()
    expect(await history(id)).toEqual([])
  })

  it('[R11] is what the platform sent, in the order it came', async () => {
    const kofi = world.customer('instagram', 'kofi')
    const said = await kofi.say('one')
    await kofi.react(said, '❤️')
    await kofi.edit(said, 'two')
    await kofi.say('another')
    await world.idle()
    const { items } = (await world.owner.get<MessagePage>('/messages')).body
    const first = items.find(({ text }) => text === 'two')!
    const raw = (await world.owner.get<MessageSource>(`/messages/${first.id}/raw`)).body.items
    expect(raw.map(({ item_key }) => item_key.split(':')[0])).toEqual(['m', 'x', 'ed'])
    const agent = await world.member('agent', 'agent')
    expect(await agent.get(`/messages/${first.id}/raw`)).toMatchObject({ status: 403 })
  })
})
