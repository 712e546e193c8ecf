import type {
  ConversationView,
  ConversationWithMessages,
  MarkedRead,
  MessageView,
  Page,
  Stats,
  UnreadCount,
} from '@switchboard/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../../world/index.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const started = Date.parse('2026-03-01T10:00:00Z')

/** `people` customers write `each` messages, in turn, a second apart. */
async function receive(people: number, each = 1, name = 'customer') {
  const page = await world.account('messenger')
  const said = Array.from({ length: people * each }, (_, n) => ({
    from: `${name}-${n % people}`,
    mid: `m_${page.id}_${n}`,
    text: `${name} ${n % people} says ${n}`,
    at: started + n * 1000,
  }))
  expect((await postWebhook(world.url, 'messenger', pageMessages(page.external_id, ...said))).status).toBe(200)
  await world.idle()
  return page
}

const conversations = async (query = '') =>
  (await world.owner.get<Page<ConversationView>>(`/conversations${query}`)).body
const messages = async (query = '') => (await world.owner.get<Page<MessageView>>(`/messages${query}`)).body
const unread = async () => (await world.owner.get<UnreadCount>('/unread_count')).body

/** [M19] What the counters say is what a count would find. */
async function expectTrueCounters() {
  const { rows } = await world.db.pool.query(`
    select a.id, a.unread_messages, a.unread_conversations,
      (select count(*) from messages m join conversations c on c.id = m.conversation_id
        where m.account_id = a.id and m.direction = 'inbound' and m.read_at is null and not c.is_archived) as messages,
      (select count(*) from conversations c where c.account_id = a.id and c.unread_count > 0 and not c.is_archived) as conversations
    from accounts a`)
  for (const row of rows)
    expect([row.unread_messages, row.unread_conversations]).toEqual([row.messages, row.conversations])
}

/** Every page of a list, and that none holds more than was asked for. */
async function allPages<T>(path: string, limit: number): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body }: { body: Page<T> } = await world.owner.get<Page<T>>(
      `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${cursor}`}`,
    )
    expect(body.items.length).toBeLessThanOrEqual(limit)
    items.push(...body.items)
    cursor = body.next_cursor
  }
  return items
}

describe('the list of conversations', () => {
  it('[R1] comes in pages, newest activity first, each conversation once, while others are written to', async () => {
    await receive(7)
    await receive(5, 1, 'other')
    const all = await allPages<ConversationView>('/conversations', 3)
    expect(all).toHaveLength(12)
    expect(new Set(all.map(({ id }) => id)).size).toBe(12)
    const times = all.map(({ last_message_at }) => last_message_at!)
    expect(times).toEqual([...times].sort().reverse())
  })

  it('[R2] is filtered by platform, account, archive, unread and words, in every combination', async () => {
    const page = await receive(3)
    await receive(2, 1, 'other')
    const [first] = (await conversations(`?account_id=${page.id}`)).items
    await world.owner.post(`/conversations/${first!.id}/archive`)
    await world.db.pool.query(`update contacts set name = 'Zoë 100%_', username = 'zoe' where id = $1`, [
      first!.contact!.id,
    ])
    const ids = async (query: string) => (await conversations(query)).items.map(({ id }) => id)

    expect(await ids(`?account_id=${page.id}&is_archived=false`)).toHaveLength(2)
    expect(await ids(`?is_archived=true`)).toEqual([first!.id])
    expect(await ids('?platform=whatsapp')).toEqual([])
    expect(await ids('?platform=messenger&unread=true&is_archived=false')).toHaveLength(4)
    expect(await ids('?unread=false')).toEqual([])
    expect(await ids(`?q=${encodeURIComponent('zoë 100%_')}`)).toEqual([first!.id])
    expect(await ids(`?q=${encodeURIComponent('%')}`)).toEqual([first!.id])
    expect(await ids('?q=zoe&is_archived=false')).toEqual([])
    expect(await ids('?account_id=not-an-id')).toEqual([])
  })

  it('[R3] refuses a cursor that it did not give out, and a limit that it does not have', async () => {
    await receive(1)
    for (const query of ['?cursor=nonsense', '?cursor=WzEsMl0', '?cursor=bnVsbA']) {
      expect(await world.owner.get(`/conversations${query}`)).toMatchObject({
        status: 400,
        body: { code: 'bad_cursor' },
      })
      expect(await world.owner.get(`/messages${query}`)).toMatchObject({ status: 400, body: { code: 'bad_cursor' } })
    }
    expect(await world.owner.get('/conversations?limit=101')).toMatchObject({
      status: 400,
      body: { code: 'bad_request' },
    })
  })
})

describe('a thread', () => {
  it('[R4] comes in pages by the time it was said, with the conversation on request', async () => {
    await receive(1, 23)
    const [conversation] = (await conversations()).items
    const all = await allPages<MessageView>(`/messages?conversation_id=${conversation!.id}`, 5)
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 23 }, (_, n) => 23 - n))

    const { body } = await world.owner.get<ConversationWithMessages>(
      `/conversations/${conversation!.id}?messages_limit=5`,
    )
    expect(body).toMatchObject({ id: conversation!.id, unread_count: 23, messages: { items: all.slice(0, 5) } })
    expect(
      (await messages(`?conversation_id=${conversation!.id}&limit=5&cursor=${body.messages.next_cursor}`)).items,
    ).toEqual(all.slice(5, 10))
  })

  it('[R5] is not there for members of another workspace, on any route', async () => {
    await receive(1)
    const [conversation] = (await conversations()).items
    const [message] = (await messages()).items
    const stranger = (await world.workspace('elsewhere')).owner
    for (const path of [`/conversations/${conversation!.id}`, `/messages/${message!.id}`]) {
      expect(await stranger.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    for (const verb of ['read', 'archive', 'unarchive']) {
      expect(await stranger.post(`/conversations/${conversation!.id}/${verb}`)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
    expect((await stranger.post<MarkedRead>('/messages/read', { message_ids: [message!.id] })).body).toEqual({
      messages: 0,
      conversations: 0,
    })
    expect((await stranger.get<Page<MessageView>>(`/messages?conversation_id=${conversation!.id}`)).body.items).toEqual(
      [],
    )
    expect((await unread()).messages).toBe(1)
  })
})

describe('marking as read', () => {
  it('[M18] covers a conversation up to a message, then the rest, and nothing twice', async () => {
    await receive(1, 5)
    const [conversation] = (await conversations()).items
    const mark = async (body: object) =>
      (await world.owner.post<MarkedRead>(`/conversations/${conversation!.id}/read`, body)).body
    expect(await mark({ up_to_seq: 2 })).toMatchObject({
      messages: 2,
      conversations: 1,
      conversation: { id: conversation!.id, unread_count: 3 },
    })
    expect((await messages('?is_read=true')).items.map(({ seq }) => seq)).toEqual([2, 1])
    expect((await conversations()).items[0]!.unread_count).toBe(3)
    expect(await mark({})).toMatchObject({ messages: 3, conversations: 1 })
    expect(await mark({})).toMatchObject({ messages: 0, conversations: 0 })
    await expectTrueCounters()
  })

  it('[M18] covers a list of messages, of conversations, or everything', async () => {
    await receive(4, 3)
    const { items } = await messages('?is_read=false')
    expect(items).toHaveLength(12)
    const mark = async (body: object) => (await world.owner.post<MarkedRead>('/messages/read', body)).body
    expect(await mark({ message_ids: [items[0]!.id, items[1]!.id, 'unknown'] })).toEqual({
      messages: 2,
      conversations: 2,
    })
    await expectTrueCounters()
    expect(await mark({ conversation_ids: [items[2]!.conversation_id] })).toMatchObject({ conversations: 1 })
    await expectTrueCounters()
    expect(await mark({ all: true })).toMatchObject({ conversations: 3 })
    expect(await unread()).toMatchObject({ messages: 0, conversations: 0 })
    await expectTrueCounters()
    expect(await world.owner.post('/messages/read', {})).toMatchObject({ status: 400 })
    expect(await world.owner.post('/messages/read', { all: true, message_ids: [items[0]!.id] })).toMatchObject({
      status: 400,
    })
  })

  it('[M18] needs somebody who answers customers', async () => {
    await receive(1)
    const moderator = await world.member('moderator', 'moderator')
    expect(await moderator.post('/messages/read', { all: true })).toMatchObject({
      status: 403,
      body: { details: { permission: 'inbox.reply' } },
    })
  })

  it('[M19] keeps the counters true while customers write', async () => {
    const page = await receive(3, 2)
    const writes = Array.from({ length: 20 }, (_, n) =>
      postWebhook(
        world.url,
        'messenger',
        pageMessages(page.external_id, {
          from: `customer-${n % 3}`,
          mid: `m_more_${n}`,
          text: 'more',
          at: started + 100_000 + n,
        }),
      ),
    )
    const reads = Array.from({ length: 10 }, () => world.owner.post('/messages/read', { all: true }))
    const archives = (await conversations()).items.flatMap(({ id }) => [
      world.owner.post(`/conversations/${id}/archive`),
      world.owner.post(`/conversations/${id}/unarchive`),
    ])
    await Promise.all([...writes, ...reads, ...archives])
    await world.idle()
    await expectTrueCounters()
  })
})

describe('the archive', () => {
  it('[M4] takes a conversation out of the counters until its customer writes again', async () => {
    const page = await receive(2)
    const [first] = (await conversations()).items
    for (let twice = 0; twice < 2; twice++) {
      expect(await world.owner.post(`/conversations/${first!.id}/archive`)).toMatchObject({
        status: 200,
        body: { is_archived: true },
      })
    }
    expect(await unread()).toMatchObject({ messages: 1, conversations: 1 })
    await postWebhook(
      world.url,
      'messenger',
      pageMessages(page.external_id, { from: 'customer-1', mid: 'm_again', text: 'hello?', at: started + 60_000 }),
    )
    await world.idle()
    expect((await conversations('?is_archived=false')).items[0]).toMatchObject({ id: first!.id, unread_count: 2 })
    await expectTrueCounters()
  })
})

describe('the numbers', () => {
  it('[R6] count what the member may see', async () => {
    await receive(3, 2)
    expect((await world.owner.get<Stats>('/stats')).body).toMatchObject({
      conversations: 3,
      archived_conversations: 0,
      unread_messages: 6,
      by_platform: [{ platform: 'messenger', conversations: 3 }],
    })
    const bystander = await world.member('bystander', 'user')
    expect((await bystander.get<Stats>('/stats')).body).toMatchObject({
      conversations: 0,
      unread_messages: 0,
      by_platform: [],
    })
    expect((await bystander.get<Page<ConversationView>>('/conversations')).body.items).toEqual([])
  })
})
