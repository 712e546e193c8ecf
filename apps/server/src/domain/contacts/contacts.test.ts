import type {
  ContactDetails,
  ContactView,
  ConversationView,
  MessageView,
  NoteView,
  Page,
  SharedMedium,
} from '@switchboard/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectOk, pageMessages, postWebhook, startWorld, Witness, type World } from '../../../world/index.ts'
import { eraseFromLog } from '../messages/index.ts'
import { callContact, contactView, inherit, learn, learnProfile, newContact } from './contact.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

/** One customer for each name, who says one thing; resolves with their contacts, in that order. */
async function customers(...names: string[]) {
  const page = await world.account('messenger')
  const said = names.map((from, n) => ({ from, mid: `m_${page.id}_${from}`, text: `I am ${from}`, at: 1e12 + n }))
  await postWebhook(world.url, 'messenger', pageMessages(page.external_id, ...said))
  await world.idle()
  const { items } = (await world.owner.get<Page<ConversationView>>('/conversations')).body
  return { page, ids: items.map(({ contact }) => contact!.id).toReversed() }
}

const contact = async (id: string) => expectOk(await world.owner.get<ContactDetails>(`/contacts/${id}`)).body
const change = async (id: string, body: object) =>
  expectOk(await world.owner.patch<ContactView>(`/contacts/${id}`, body)).body
const notes = async (id: string, query = '') =>
  expectOk(await world.owner.get<Page<NoteView>>(`/contacts/${id}/notes${query}`)).body
const addNote = (id: string, text: string, noteId = world.deps.newId(), who = world.owner) =>
  who.post<NoteView>(`/contacts/${id}/notes`, { id: noteId, text })

/** What the server does when two turn out to be one: identities move, and the row says where it went. */
async function merge(from: string, into: string) {
  await world.db.pool.query(
    `update contact_identities set contact_id = $2, merged_from_id = $1 where contact_id = $1`,
    [from, into],
  )
  await world.db.pool.query('update contacts set merged_into_id = $2 where id = $1', [from, into])
}

describe('what the team knows of a contact', () => {
  it('[T30] [T31] is seen by everybody at once: a name, an address, a language and fields', async () => {
    const { ids } = await customers('ada')
    await using witness = await Witness.of(await world.member('agent'))
    const fields = [{ name: 'Size', value: 'M' }]
    const known = { display_name: 'Ada L.', email: 'ada@example.com', language: 'en-GB', fields }
    expect(await change(ids[0]!, known)).toMatchObject({ ...known, name: 'Ada L.', id: ids[0] })
    const found = await contact(ids[0]!)
    expect(found).toMatchObject({ ...known, name: 'Ada L.', merged_from: [], identities: [{ value: 'ada' }] })
    expect(found.conversations).toMatchObject([{ contact: { id: ids[0], name: 'Ada L.' } }])
    const { items } = (await world.owner.get<Page<MessageView>>('/messages')).body
    expect(items[0]!.sender).toMatchObject({ kind: 'contact', name: 'Ada L.' })
    await witness.agrees()
    expect([...witness.client.store.state!.conversations.values()][0]!.contact!.name).toBe('Ada L.')

    const { rows } = await world.db.pool.query('select head from workspaces where id = $1', [world.id])
    await change(ids[0]!, known)
    expect((await world.db.pool.query('select head from workspaces where id = $1', [world.id])).rows).toEqual(rows)
    expect(await change(ids[0]!, { display_name: null, email: null })).toMatchObject({
      name: null,
      display_name: null,
      email: null,
      fields,
    })
    await witness.agrees()
  })

  it('[T36] replaces no field that somebody else has written meanwhile', async () => {
    const { ids } = await customers('ada')
    const { updated_at: seen_at } = await contact(ids[0]!)
    const size = { name: 'Size', value: 'M' }
    const made = await change(ids[0]!, { fields: [size], seen_at })

    const late = { fields: [{ name: 'Colour', value: 'blue' }], seen_at }
    const refused = await world.owner.patch(`/contacts/${ids[0]}`, late)

    expect(refused).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } })
    expect(await contact(ids[0]!)).toMatchObject({ fields: [size] })
    const both = { fields: [size, ...late.fields], seen_at: made.updated_at }
    expect(await change(ids[0]!, both)).toMatchObject({ fields: both.fields })
    expect(await change(ids[0]!, { fields: [] })).toMatchObject({ fields: [] }) // without looking
  })

  it('[T30] is kept while customers write, and is in what is told of them', async () => {
    const { ids, page } = await customers('ada')
    await change(ids[0]!, { display_name: 'Ada L.' })
    await using witness = await Witness.of(world.owner)
    await postWebhook(
      world.url,
      'messenger',
      pageMessages(page.external_id, { from: 'ada', mid: 'm_2', text: 'again' }),
    )
    await world.idle()
    await witness.agrees()
    const messages = [...witness.client.store.state!.threads.values()].flatMap((thread) => thread.messages)
    expect(messages.map(({ sender }) => sender.name)).toEqual(['Ada L.', 'Ada L.'])
  })

  it('[T31] is refused where it has no shape, and needs somebody who answers customers', async () => {
    const { ids } = await customers('ada')
    const many = Array.from({ length: 51 }, (_, n) => ({ name: `f${n}`, value: '' }))
    for (const body of [{}, { email: 'nonsense' }, { display_name: ' ' }, { fields: many }, { fields: [{ name: '' }] }])
      expect(await world.owner.patch(`/contacts/${ids[0]}`, body), JSON.stringify(body)).toMatchObject({ status: 400 })
    const moderator = await world.member('moderator', 'moderator')
    expect(await moderator.patch(`/contacts/${ids[0]}`, { email: null })).toMatchObject({ status: 403 })
    expect(await moderator.get(`/contacts/${ids[0]}`)).toMatchObject({ status: 200 })
  })

  it('[T32] belongs to whom they turned out to be, under either id', async () => {
    const { ids } = await customers('ada', 'bo', 'chi')
    const [ada, bo, chi] = ids as [string, string, string]
    await addNote(ada, 'as Ada')
    await merge(ada, bo)
    await merge(bo, chi)
    await addNote(bo, 'as Bo')
    for (const id of [ada, bo, chi]) {
      const found = await contact(id)
      expect(found.id).toBe(chi)
      expect(found.merged_from.map((other) => other.id)).toEqual([ada, bo].toSorted())
      expect(found.conversations).toHaveLength(3)
      expect((await notes(id)).items.map(({ text, contact_id }) => [text, contact_id])).toEqual([
        ['as Bo', chi],
        ['as Ada', chi],
      ])
    }
    await using witness = await Witness.of(world.owner)
    expect(await change(ada, { display_name: 'One' })).toMatchObject({ id: chi, name: 'One' })
    await witness.agrees()
    const names = [...witness.client.store.state!.conversations.values()].map((each) => each.contact!.name)
    expect(names).toEqual(['One', 'One', 'One'])
  })
})

describe('what a platform says of a contact', () => {
  const now = new Date('2026-03-01T10:00:00Z')
  const ada = () => newContact('c', 'w', { identities: [], name: 'Ada', username: null, phone: null }, now)

  it('[T30] is kept behind the name that the team gave, and shows when it is taken back', () => {
    const contact = ada()
    callContact(contact, 'Ours')
    expect(learn(contact, { name: 'Ada Lovelace' }, now)).toBe(true)
    expect(learn(contact, { name: 'Ada Lovelace' }, now)).toBe(false)
    expect(contactView(contact, [])).toMatchObject({ name: 'Ours', display_name: 'Ours' })
    callContact(contact, 'Ours too')
    callContact(contact, null)
    expect(contact).toMatchObject({ name: 'Ada Lovelace', display_name: null, platform_name: null })
  })

  it('[T30] fills in behind it what was not known, also when the answer is old', () => {
    const contact = newContact('c', 'w', { identities: [], name: null, username: null, phone: null }, now)
    callContact(contact, 'Ours')
    contact.profile_version = 3
    learnProfile(contact, { name: 'Theirs', username: null, avatar_url: null }, 1, now)
    expect(contact).toMatchObject({ name: 'Ours', platform_name: 'Theirs' })
  })

  it('[T31] does not touch what the team knows of two who turn out to be one', () => {
    const [into, from] = [ada(), ada()]
    into.fields = [{ name: 'Size', value: 'M' }]
    Object.assign(from, { email: 'a@example.com', fields: [...into.fields, { name: 'Shoe', value: '40' }] })
    callContact(from, 'Ours')
    inherit(into, from)
    expect(into).toMatchObject({ name: 'Ours', platform_name: 'Ada', email: 'a@example.com' })
    expect(into.fields.map(({ name }) => name)).toEqual(['Size', 'Shoe'])
  })
})

describe('a note', () => {
  it('[T33] sent twice is written once, and once removed stays so', async () => {
    const { ids } = await customers('ada')
    const id = world.deps.newId()
    await using witness = await Witness.of(await world.member('agent'))
    expect(await addNote(ids[0]!, 'Likes blue', id)).toMatchObject({ status: 201, body: { id, text: 'Likes blue' } })
    expect(await addNote(ids[0]!, 'Likes blue', id)).toMatchObject({ status: 200, body: { id, text: 'Likes blue' } })
    expect((await notes(ids[0]!)).items).toHaveLength(1)
    for (let twice = 0; twice < 2; twice++) expect((await world.owner.delete(`/notes/${id}`)).status).toBe(204)
    expect(await addNote(ids[0]!, 'Likes blue', id)).toMatchObject({ status: 404 })
    expect((await notes(ids[0]!)).items).toEqual([])
    expect((await world.db.pool.query('select text from notes')).rows).toEqual([{ text: '' }])
    await witness.agrees()
  })

  it('[T34] is rewritten by its author and removed by them or who manages the members', async () => {
    const { ids } = await customers('ada')
    const [author, other] = [await world.member('author'), await world.member('other')]
    const { id } = (await addNote(ids[0]!, 'one', undefined, author)).body
    expect(await other.patch(`/notes/${id}`, { text: 'two' })).toMatchObject({ status: 403 })
    expect(await world.owner.patch(`/notes/${id}`, { text: 'two' })).toMatchObject({ status: 403 })
    expect(await author.patch(`/notes/${id}`, { text: 'two' })).toMatchObject({ status: 200, body: { text: 'two' } })
    expect(await other.delete(`/notes/${id}`)).toMatchObject({ status: 403 })
    expect(await world.owner.delete(`/notes/${id}`)).toMatchObject({ status: 204 })
    expect(await author.patch(`/notes/${id}`, { text: 'three' })).toMatchObject({ status: 404 })

    while ((await eraseFromLog(world.db)) > 0);
    const { rows } = await world.db.pool.query(`select data from events where type = 'note_updated' order by pos`)
    expect(rows.map(({ data }) => [data.id, data.text])).toEqual([
      [id, ''],
      [id, ''],
      [id, ''],
    ])
  })

  it('[T33] is told to every client that holds the notes of the contact', async () => {
    const { ids } = await customers('ada')
    const id = ids[0]!
    await addNote(id, 'first')
    await using witness = await Witness.of(await world.member('agent'))
    const { client } = witness
    await client.load.notes(id, { limit: 1 })
    await client.load.contact(id)
    const { body: second } = await addNote(id, 'second')
    await addNote(id, 'third')
    await world.owner.patch(`/notes/${second.id}`, { text: 'second, rewritten' })
    const held = () => client.store.state!.notes.get(id)!.items.map(({ text }) => text)
    await witness.until(() => held().join() === 'third,second, rewritten,first')
    await world.owner.delete(`/notes/${second.id}`)
    await change(id, { display_name: 'Ada L.' })
    await witness.until(() => client.store.state!.contacts.get(id)!.name === 'Ada L.')
    expect(held()).toEqual(['third', 'first'])
  })

  it('[R1] [R5] comes in pages, and is not there for another workspace', async () => {
    const { ids } = await customers('ada')
    for (let n = 0; n < 5; n++) await addNote(ids[0]!, `note ${n}`)
    const first = await notes(ids[0]!, '?limit=3')
    const second = await notes(ids[0]!, `?limit=3&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map(({ text }) => text)).toEqual([4, 3, 2, 1, 0].map((n) => `note ${n}`))
    expect(second.next_cursor).toBeNull()
    const stranger = (await world.workspace('elsewhere')).owner
    const note = first.items[0]!.id
    const answers = await Promise.all([
      stranger.get(`/contacts/${ids[0]}`),
      stranger.get(`/contacts/${ids[0]}/notes`),
      stranger.get(`/contacts/${ids[0]}/media`),
      stranger.patch(`/contacts/${ids[0]}`, { email: null }),
      addNote(ids[0]!, 'theirs', undefined, stranger),
      stranger.patch(`/notes/${note}`, { text: 'theirs' }),
      stranger.delete(`/notes/${note}`),
    ])
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('shared media', () => {
  it('[T35] are what was sent in all conversations of the person, newest first, each once', async () => {
    const { ids } = await customers('ada', 'bo')
    const [ada, bo] = ids as [string, string]
    await merge(ada, bo)
    const kinds = ['image', 'share', 'video', 'file', 'image', 'sticker']
    const attachments = kinds.map((kind, n) => ({ id: `a${n}`, kind, url: null, mime: null, name: null, size: null }))
    await world.db.pool.query(`update messages set attachments = $1`, [JSON.stringify(attachments)])
    const path = (query: string) => `/contacts/${ada}/media${query}`
    const all: SharedMedium[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: { body: Page<SharedMedium> } = expectOk(
        await world.owner.get<Page<SharedMedium>>(path(`?limit=3${cursor && `&cursor=${cursor}`}`)),
      )
      all.push(...body.items)
      cursor = body.next_cursor
    }
    expect(all.map(({ attachment }) => attachment.id)).toEqual(['a4', 'a3', 'a2', 'a0', 'a4', 'a3', 'a2', 'a0'])
    expect(new Set(all.map(({ conversation_id }) => conversation_id)).size).toBe(2)
    const images = (await world.owner.get<Page<SharedMedium>>(path('?kind=image'))).body.items
    expect(images.map(({ attachment }) => attachment.id)).toEqual(['a4', 'a0', 'a4', 'a0'])
    expect(await world.owner.get(path('?kind=share'))).toMatchObject({ status: 400 })
    expect(await world.owner.get(path('?cursor=x'))).toMatchObject({ status: 400, body: { code: 'bad_cursor' } })
  })
})
