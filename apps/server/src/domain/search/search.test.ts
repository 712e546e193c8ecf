import type { ConversationView, MessageView, Page, SearchAnswer } from '@switchboard/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../../world/index.ts'
import { indexMessages } from './index-messages.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ sandbox: true })
})
afterEach(() => world[Symbol.asyncDispose]())

const find = async (q: string, more = '') =>
  (await world.owner.get<SearchAnswer>(`/search?q=${encodeURIComponent(q)}${more}`)).body
const texts = async (q: string, more = '') => (await find(q, more)).messages.items.map(({ message }) => message.text)
/** Until nothing is left, also to whoever does it meanwhile in the background. */
const indexed = () =>
  vi.waitFor(async () => {
    while ((await indexMessages(world.db)) > 0);
    const { rows } = await world.db.pool.query(`
      select w.id from workspaces w left join search_progress p on p.workspace_id = w.id
      where w.head > coalesce(p.pos, 0) union all select workspace_id from search_backfills`)
    expect(rows).toEqual([])
  })
const wordsKept = async () =>
  (await world.db.pool.query<{ words: string }>('select words from message_words order by sent_at')).rows.map(
    ({ words }) => words.trim(),
  )

/** Nobody is being asked for any more, and so no name comes in from there. */
const everybodyIsKnown = () =>
  vi.waitFor(async () => {
    const due = await world.db.pool.query('select from contact_identities where profile_due_at is not null')
    expect(due.rows).toHaveLength(0)
  })

/** What holds has to hold before the index knows of it and afterwards. */
async function always(check: () => Promise<void>) {
  await world.idle()
  await check()
  await indexed()
  await check()
}

describe('messages', () => {
  it('[F1] [F4] [F9] are found by their words, the last as far as it has been typed, newest first', async () => {
    const ada = world.customer('whatsapp', 'ada')
    await ada.say('Where is my parcel?')
    await ada.say('The late parcel, I mean')
    await ada.say('Parcels are late, always')
    await ada.say('Nothing of that')
    await always(async () => {
      expect(await texts('parcel')).toEqual([
        'Parcels are late, always',
        'The late parcel, I mean',
        'Where is my parcel?',
      ])
      expect(await texts('parcel ')).toEqual(['The late parcel, I mean', 'Where is my parcel?'])
      expect(await texts('LATE par')).toEqual(['Parcels are late, always', 'The late parcel, I mean'])
      expect(await texts('"late parcel"')).toEqual(['The late parcel, I mean'])
      expect(await texts('parcel nowhere')).toEqual([])
      const [hit] = (await find('late')).messages.items
      expect(hit).toMatchObject({ snippet: 'Parcels are late, always', highlights: [[12, 16]] })
      expect(hit!.conversation.id).toBe(hit!.message.conversation_id)
    })
  })

  it('[F2] are found in any script, without regard to accents and case, and by the names of their files', async () => {
    const ada = world.customer('whatsapp', 'ada')
    await ada.say('Grüße von Zoë')
    await ada.say('мой заказ')
    await ada.sendFile({ name: 'Invoice-77.pdf' })
    await always(async () => {
      expect(await texts('zoe grusse')).toEqual([])
      expect(await texts('zoe gruße')).toEqual(['Grüße von Zoë'])
      expect(await texts('ЗАКАЗ')).toEqual(['мой заказ'])
      expect((await find('invoice 77')).messages.items.map(({ message }) => message.type)).toEqual(['file'])
    })
  })

  it('[F3] are narrowed down by who, where, what and when', async () => {
    const ada = world.customer('whatsapp', 'ada')
    const mo = world.customer('messenger', 'mo')
    await ada.say('blue shoes, see https://shop.example')
    await mo.say('red shoes')
    await ada.sendImage({ caption: 'the shoes' })
    await world.idle()
    await everybodyIsKnown()
    const of = (items: ConversationView[], platform: string) => items.find((item) => item.platform === platform)!
    const { items } = (await world.owner.get<Page<ConversationView>>('/conversations')).body
    await world.owner.post(`/conversations/${of(items, 'messenger').id}/archive`)
    await world.db.pool.query(`update contacts set name = 'Mo Salah' where id = $1`, [
      of(items, 'messenger').contact!.id,
    ])
    await always(async () => {
      expect(await texts('shoes')).toHaveLength(3)
      expect(await texts('shoes in:messenger')).toEqual(['red shoes'])
      expect(await texts('shoes in:messenger in:whatsapp')).toHaveLength(3)
      expect(await texts('from:"mo s" shoes')).toEqual(['red shoes'])
      expect(await texts('from:nobody shoes')).toEqual([])
      expect(await texts('shoes is:archived')).toEqual(['red shoes'])
      expect(await texts('shoes is:unassigned is:unread in:whatsapp')).toHaveLength(2)
      expect(await texts('shoes is:assigned')).toEqual([])
      expect(await texts('has:image')).toEqual(['the shoes'])
      expect(await texts('has:link')).toEqual(['blue shoes, see https://shop.example'])
      expect(await texts('shoes before:2020-01-01')).toEqual([])
      expect(await texts('shoes after:2020-01-01')).toHaveLength(3)
      expect(await texts('is:archived')).toEqual(['red shoes'])
      expect(await texts('red shoes', `&conversation_id=${of(items, 'whatsapp').id}`)).toEqual([])
      expect(await texts('red shoes', `&conversation_id=${of(items, 'messenger').id}`)).toEqual(['red shoes'])
      expect(await texts('shoes', '&conversation_id=nonsense')).toEqual([])
      expect((await find('shoes', '&types=contacts')).messages.items).toEqual([])
    })
  })

  it('[F4] come in pages, each once, while others are written, indexed or not', async () => {
    const page = await world.account('messenger')
    const say = (from: number, upTo: number) =>
      postWebhook(
        world.url,
        'messenger',
        pageMessages(
          page.external_id,
          ...Array.from({ length: upTo - from }, (_, n) => ({
            from: `customer-${(from + n) % 7}`,
            mid: `m_${from + n}`,
            text: `number ${from + n}`,
            at: Date.parse('2026-03-01') + Math.floor((from + n) / 3) * 1000,
          })),
        ),
      )
    await say(0, 30)
    await world.idle()
    await indexed()
    await say(30, 60)
    await world.idle()
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { messages }: SearchAnswer = await find('number ', `&limit=7${cursor && `&cursor=${cursor}`}`)
      seen.push(...messages.items.map(({ message }) => message.text!))
      cursor = messages.next_cursor
      if (seen.length === 14) await indexed()
    }
    expect([...seen].sort()).toEqual(Array.from({ length: 60 }, (_, n) => `number ${n}`).sort())
    const times = (await find('number ', '&limit=50')).messages.items.map(({ message }) => message.sent_at)
    expect(times).toEqual([...times].sort().reverse())
    expect(await world.owner.get('/search?q=x&cursor=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'bad_cursor' },
    })
  })

  it('[F7] are found by what they say now', async () => {
    const kofi = world.customer('instagram', 'kofi')
    const said = await kofi.say('the frist version')
    await world.idle()
    await indexed()
    await kofi.edit(said, 'the first version')
    await always(async () => {
      expect(await texts('frist')).toEqual([])
      expect(await texts('first')).toEqual(['the first version'])
    })
    expect(await wordsKept()).toEqual(['the first version @i'])
  })

  it('[F8] leave the search in the commit of the unsend', async () => {
    const kofi = world.customer('instagram', 'kofi')
    const secret = await kofi.say('my secret')
    await world.idle()
    await indexed()
    expect(await texts('secret')).toEqual(['my secret'])
    await kofi.unsend(secret)
    await world.idle()
    expect(await wordsKept()).toEqual([])
    await always(async () => expect(await texts('secret')).toEqual([]))
    expect(await wordsKept()).toEqual([])
  })

  it('[F7] are found when they were there before there was an index, and when the log has forgotten them', async () => {
    await world.customer('messenger', 'mo').say('an old message')
    await world.customer('whatsapp', 'ada').say('another old message')
    await world.idle()
    await world.db.pool.query(`update search_progress set pos = (select max(head) from workspaces)`)
    await world.db.pool.query('delete from message_words; delete from search_shelves')
    await world.db.pool.query(
      `insert into search_backfills (account_id, workspace_id) select id, workspace_id from accounts`,
    )
    await indexed()
    expect(await texts('old')).toHaveLength(2)
    await world.db.pool.query('update search_progress set pos = 0; delete from events where pos < 3')
    await indexed()
    expect(await texts('old')).toHaveLength(2)
    expect(await wordsKept()).toHaveLength(2)
  })
})

describe('people', () => {
  it('[F5] are found by any part of their name, handle or number, who wrote lately first', async () => {
    await world.customer('whatsapp', 'ada').say('hello')
    await world.customer('messenger', 'mo').say('hello')
    await world.idle()
    await everybodyIsKnown()
    const names = async (q: string) => (await find(q)).contacts.items.map(({ contact }) => contact.name)
    await world.db.pool.query(`
      update contacts set name = 'Ada Lovelace', username = 'countess', phone = '+447700900123' where phone is not null;
      update contacts set name = 'Mo Lovelace' where phone is null`)
    expect(await names('lovel')).toEqual(['Mo Lovelace', 'Ada Lovelace'])
    expect(await names('a l')).toEqual(['Ada Lovelace'])
    expect(await names('ount')).toEqual(['Ada Lovelace'])
    expect(await names('7700 900-123')).toEqual(['Ada Lovelace'])
    expect(await names('l')).toHaveLength(2)
    expect(await names('%')).toEqual([])
    expect(await names('lovelace in:whatsapp')).toEqual(['Ada Lovelace'])
    expect(await names('lovelace is:archived')).toEqual([])
    expect(await names('from:mo')).toEqual(['Mo Lovelace'])
    const [hit] = (await find('countess')).contacts.items
    expect(hit!.conversation).toMatchObject({ id: hit!.conversation_id, contact: { name: 'Ada Lovelace' } })
  })
})

describe('what a member may not see', () => {
  it('[F6] is not found', async () => {
    await world.customer('messenger', 'mo').say('for us alone')
    await world.idle()
    const stranger = (await world.workspace('elsewhere')).owner
    const bystander = await world.member('bystander', 'user')
    const { items } = (await world.owner.get<Page<MessageView>>('/messages')).body
    await always(async () => {
      for (const who of [stranger, bystander]) {
        const { body } = await who.get<SearchAnswer>(`/search?q=alone&conversation_id=${items[0]!.conversation_id}`)
        expect(body).toEqual({ contacts: { items: [] }, messages: { items: [], next_cursor: null } })
        expect((await who.get<SearchAnswer>('/search?q=mo')).body.contacts.items).toEqual([])
      }
    })
    const { rows } = await world.db.pool.query(`select id from accounts where platform = 'messenger'`)
    await world.owner.delete(`/accounts/${rows[0].id}`)
    await always(async () => expect(await texts('alone')).toEqual([]))
  })
})
