import type {
  ChangedConversations,
  ConversationChange,
  ConversationView,
  LabelView,
  MessageView,
  Page,
} from '@switchboard/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectOk, pageMessages, postWebhook, startWorld, Witness, type World } from '../../../world/index.ts'
import { dropRemovedLabels } from '../conversations/index.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const started = Date.parse('2026-03-01T10:00:00Z')

/** `people` customers write `each` messages, in turn, a second apart. */
async function receive(people: number, each = 1) {
  const page = await world.account('messenger')
  const said = Array.from({ length: people * each }, (_, n) => ({
    from: `customer-${n % people}`,
    mid: `m_${page.id}_${n}`,
    text: `says ${n}`,
    at: started + n * 1000,
  }))
  await postWebhook(world.url, 'messenger', pageMessages(page.external_id, ...said))
  await world.idle()
  return page
}

const conversations = async (query = '') =>
  (await world.owner.get<Page<ConversationView>>(`/conversations${query}`)).body.items
const conversation = async (id: string) => (await world.owner.get<ConversationView>(`/conversations/${id}`)).body
const command = async (id: string, verb: string, body?: object) =>
  expectOk(await world.owner.post<ConversationView>(`/conversations/${id}/${verb}`, body)).body
const bulk = async (conversation_ids: string[], change: ConversationChange, who = world.owner) =>
  expectOk(await who.post<ChangedConversations>('/conversations/bulk', { conversation_ids, change })).body.items
const undo = async (items: ChangedConversations['items']) => {
  const wanted = items.flatMap(({ conversation_id, undo }) => (undo ? [{ conversation_id, change: undo }] : []))
  return expectOk(await world.owner.post<ChangedConversations>('/conversations/undo', { items: wanted })).body.items
}
const label = async (name: string, color = 'blue') =>
  expectOk(await world.owner.post<LabelView>('/labels', { name, color })).body

/** All of it but its time. */
function still(view: ConversationView) {
  const { updated_at: _, labels, ...rest } = view
  return { ...rest, labels: labels.toSorted() }
}

async function eventCount(): Promise<number> {
  const { rows } = await world.db.pool.query('select head from workspaces where id = $1', [world.id])
  return rows[0].head
}

/** [M19] What the counters say is what a count would find. */
async function expectTrueCounters() {
  const { rows } = await world.db.pool.query(`
    select a.unread_messages, a.unread_conversations,
      (select count(*) from messages m join conversations c on c.id = m.conversation_id
        where m.account_id = a.id and m.direction = 'inbound' and m.read_at is null and not c.is_archived) as messages,
      (select count(*) from conversations c where c.account_id = a.id and c.unread_count > 0 and not c.is_archived) as conversations,
      (select count(*) from conversations c where c.account_id = a.id and c.unread_count <>
        (select count(*) from messages m where m.conversation_id = c.id and m.direction = 'inbound' and m.read_at is null)) as wrong
    from accounts a`)
  for (const row of rows)
    expect([row.unread_messages, row.unread_conversations, 0]).toEqual([row.messages, row.conversations, row.wrong])
}

describe('a command to a conversation', () => {
  it('[T1] [T6] may come twice: the second time nothing changes and nobody is told', async () => {
    await receive(1, 3)
    const [{ id }] = (await conversations()) as [ConversationView]
    const { id: vip } = await label('VIP')
    await using witness = await Witness.of(await world.member('agent'))
    const commands: [string, object | undefined][] = [
      ['archive', undefined],
      ['unarchive', undefined],
      ['assign', { assignee_id: world.owner.id }],
      ['labels', { add: [vip] }],
      ['labels', { remove: [vip] }],
      ['read', {}],
      ['unread', {}],
      ['unread', { from_seq: 2 }],
      ['assign', { assignee_id: null }],
    ]
    let { updated_at } = await conversation(id)
    for (const [verb, body] of commands) {
      const before = await eventCount()
      await command(id, verb, body)
      const after = await conversation(id)
      expect(after.updated_at > updated_at, verb).toBe(true)
      updated_at = after.updated_at
      await command(id, verb, body)
      expect(await eventCount(), verb).toBe(before + 1)
      expect(await conversation(id)).toEqual(after)
    }
    await witness.agrees()
    await expectTrueCounters()
  })

  it('[T5] gives a conversation to an active member who sees the inbox, and to nobody else', async () => {
    await receive(1)
    const [{ id }] = (await conversations()) as [ConversationView]
    const agent = await world.member('agent')
    const user = await world.member('user', 'user')
    const gone = await world.member('gone')
    await world.owner.patch(`/members/${gone.id}`, { is_disabled: true })
    const stranger = (await world.workspace('elsewhere')).owner
    const assign = (assignee_id: unknown) => world.owner.post(`/conversations/${id}/assign`, { assignee_id })

    expect(await assign(agent.id)).toMatchObject({ status: 200, body: { assignee_id: agent.id } })
    for (const who of [user, gone]) {
      expect(await assign(who.id)).toMatchObject({ status: 400, body: { code: 'bad_request' } })
    }
    for (const who of [stranger.id, 'nobody', crypto.randomUUID()]) {
      expect(await assign(who)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    expect(await conversation(id)).toMatchObject({ assignee_id: agent.id })
    expect(await assign(null)).toMatchObject({ status: 200, body: { assignee_id: null } })
  })

  it('[T4] makes what the customer said unread again, from a message on or the newest', async () => {
    await receive(1, 5)
    const [{ id }] = (await conversations()) as [ConversationView]
    await using witness = await Witness.of(world.owner)
    await command(id, 'read', {})
    expect(await command(id, 'unread')).toMatchObject({ unread_count: 1 })
    expect(await command(id, 'unread', { from_seq: 3 })).toMatchObject({ unread_count: 3 })
    const { items } = (await world.owner.get<Page<MessageView>>(`/messages?conversation_id=${id}&is_read=false`)).body
    expect(items.map(({ seq }) => seq)).toEqual([5, 4, 3])
    await expectTrueCounters()
    await witness.agrees()
  })

  it('[T4] leaves system lines and imported history as they are', async () => {
    await receive(1, 4)
    const [{ id }] = (await conversations()) as [ConversationView]
    await command(id, 'read', {})
    await world.db.pool.query(`update messages set type = 'system' where seq = 4`)
    await world.db.pool.query(`update messages set payload = '{"is_historical": true}' where seq = 2`)
    expect(await command(id, 'unread')).toMatchObject({ unread_count: 1 })
    const unread = async () =>
      (await world.owner.get<Page<MessageView>>(`/messages?conversation_id=${id}&is_read=false`)).body.items.map(
        ({ seq }) => seq,
      )
    expect(await unread()).toEqual([3])
    await command(id, 'unread', { from_seq: 1 })
    expect(await unread()).toEqual([3, 1])
    await expectTrueCounters()
  })
})

describe('a change of many conversations', () => {
  it('[T2] [T3] is one commit in which each answers for itself, and can be undone', async () => {
    await receive(3, 2)
    const all = await conversations()
    const ids = all.map(({ id }) => id)
    const { id: vip } = await label('VIP')
    await command(ids[1]!, 'archive')
    await using witness = await Witness.of(await world.member('agent'))
    const before = await conversations()
    const head = await eventCount()

    const unknown = crypto.randomUUID()
    const change = { is_archived: true, read: true as const, assignee_id: world.owner.id, add_labels: [vip] }
    const items = await bulk([...ids, unknown, 'nonsense'], change)
    expect(await eventCount()).toBe(head + 3)
    expect(items.map(({ error }) => error?.code ?? null)).toEqual([null, null, null, 'not_found', 'not_found'])
    expect(items[0]).toMatchObject({
      conversation: { is_archived: true, unread_count: 0, assignee_id: world.owner.id, labels: [vip] },
      undo: { is_archived: false, unread_from_seq: 1, assignee_id: null, remove_labels: [vip] },
    })
    expect(items[1]!.undo).toEqual({ unread_from_seq: 1, assignee_id: null, remove_labels: [vip] })
    expect((await bulk(ids, change)).map((item) => item.undo)).toEqual([null, null, null])
    expect(await eventCount()).toBe(head + 3)

    const undone = await undo(items)
    expect(await eventCount()).toBe(head + 6)
    expect((await conversations()).map(still)).toEqual(before.map(still))
    expect(undone.every(({ error }) => error === null)).toBe(true)
    await expectTrueCounters()
    await witness.agrees()
  })

  it('[T2] refuses a label that is not there and a conversation of others, and does the rest', async () => {
    const other = await world.workspace('elsewhere')
    const theirs = await other.account('messenger')
    await postWebhook(world.url, 'messenger', pageMessages(theirs.external_id, { from: 'x', mid: 'm_x', text: 'hi' }))
    await receive(1)
    const [mine] = await conversations()
    const [foreign] = (await other.owner.get<Page<ConversationView>>('/conversations')).body.items
    const ids = [mine!.id, foreign!.id]
    const errors = async (change: ConversationChange) => (await bulk(ids, change)).map(({ error }) => error?.code)
    expect(await errors({ add_labels: [crypto.randomUUID()] })).toEqual(['not_found', 'not_found'])
    expect(await errors({ assignee_id: other.owner.id })).toEqual(['not_found', 'not_found'])
    expect(await errors({ is_archived: true })).toEqual([undefined, 'not_found'])
    expect((await other.owner.get<Page<ConversationView>>('/conversations')).body.items[0]).toEqual(foreign)

    const twice = { items: [0, 1].map(() => ({ conversation_id: mine!.id, change: { is_archived: true } })) }
    expect(await world.owner.post('/conversations/undo', twice)).toMatchObject({ status: 400 })
    const moderator = await world.member('moderator', 'moderator')
    expect(
      await moderator.post('/conversations/bulk', { conversation_ids: ids, change: { is_archived: true } }),
    ).toMatchObject({ status: 403, body: { details: { permission: 'inbox.reply' } } })
  })

  it('[T3] [M19] whatever is changed, undoing it restores what was there', async () => {
    await receive(4, 3)
    const ids = (await conversations()).map(({ id }) => id)
    const labels = [(await label('one')).id, (await label('two')).id]
    await using witness = await Witness.of(world.owner)
    const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
    const anyChange = fc
      .record({
        is_archived: maybe(fc.boolean()),
        assignee_id: maybe(fc.constantFrom(null, world.owner.id)),
        add_labels: maybe(fc.subarray(labels)),
        remove_labels: maybe(fc.subarray(labels)),
        marks: fc.constantFrom({}, { read: true as const }, { unread: true as const }, { unread_from_seq: 2 }),
      })
      .map(({ marks, ...rest }) => JSON.parse(JSON.stringify({ ...rest, ...marks })) as ConversationChange)
      .filter((change) => Object.keys(change).length > 0)
    const all = async () => (await conversations()).map(still).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    await fc.assert(
      fc.asyncProperty(anyChange, fc.subarray(ids, { minLength: 1 }), fc.boolean(), async (change, some, keep) => {
        const before = await all()
        const items = await bulk(some, change)
        await expectTrueCounters()
        if (keep || items.every((item) => item.undo === null)) return
        await undo(items)
        expect(await all()).toEqual(before)
        await expectTrueCounters()
      }),
      { numRuns: 40 },
    )
    await witness.agrees()
  })

  it('[M19] [T2] keeps counters, locks and the law while customers write and members work on the same', async () => {
    const page = await receive(5, 2)
    const ids = (await conversations()).map(({ id }) => id)
    const { id: vip } = await label('VIP')
    const agent = await world.member('agent')
    await using witness = await Witness.of(agent)
    const writes = Array.from(
      { length: 25 },
      (_, n) => () =>
        postWebhook(
          world.url,
          'messenger',
          pageMessages(page.external_id, {
            from: `customer-${n % 5}`,
            mid: `m_more_${n}`,
            text: 'more',
            at: started + n,
          }),
        ),
    )
    const changes: ConversationChange[] = [
      { is_archived: true, read: true },
      { is_archived: false, unread: true },
      { add_labels: [vip] },
      { remove_labels: [vip], assignee_id: agent.id },
    ]
    const works = Array.from(
      { length: 24 },
      (_, n) => () => bulk(n % 2 ? ids : ids.toReversed(), changes[n % changes.length]!, n % 3 ? world.owner : agent),
    )
    // Eight hands: more would wait for a connection of the database, and be told in the end to come again.
    const open = writes.flatMap((write, n) => [write, ...works.slice(n, n + 1)]).values()
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const work of open) await work()
      }),
    )
    await world.idle()
    await expectTrueCounters()
    await witness.agrees()
  })
})

describe('a client', () => {
  it('[C73] [T1] does all of it at once on its screen, and in the end as the server has it', async () => {
    await receive(3, 2)
    const [first, second, third] = (await conversations()) as [ConversationView, ConversationView, ConversationView]
    const { id: vip } = await label('VIP')
    await using witness = await Witness.of(await world.member('agent'))
    const { operations, screen, store, load } = witness.client
    operations.start()
    await load.notes(first.contact!.id)
    const note = { id: world.deps.newId(), contact_id: first.contact!.id }
    const conversation_id = first.id
    operations.add('read', { conversation_id, up_to_seq: 2 })
    operations.add('archive', { conversation_id, seen_seq: 2 })
    operations.add('assign', { conversation_id, assignee_id: world.owner.id })
    operations.add('label', { conversation_id, add: [vip], remove: [] })
    operations.add('unarchive', { conversation_id })
    operations.add('unread', { conversation_id })
    operations.add('add_note', { ...note, text: 'one' })
    operations.add('change_note', { ...note, text: 'two' })
    operations.add('change', { conversation_ids: [second.id, third.id], change: { read: true, is_archived: true } })
    operations.add('undo', { items: [{ conversation_id: second.id, change: { is_archived: false } }] })
    const shown = screen.state!
    expect(shown.conversations.get(first.id)).toMatchObject({ unread_count: 1, labels: [vip], is_archived: false })
    expect(shown.notes.get(note.contact_id)!.items).toMatchObject([{ id: note.id, text: 'two' }])

    await witness.until(() => operations.operations.length === 0)
    await witness.agrees()
    expect(screen.state).toBe(store.state)
    for (const id of [first.id, second.id, third.id]) {
      expect(still(store.state!.conversations.get(id)!)).toEqual(still(shown.conversations.get(id)!))
    }
    expect(store.state!.accounts.size).toBe(1)
    const unread = [...shown.accounts.values()].map(({ unread_messages }) => unread_messages)
    expect([...store.state!.accounts.values()].map(({ unread_messages }) => unread_messages)).toEqual(unread)
    operations.add('remove_note', note)
    await witness.until(() => operations.operations.length === 0)
    expect(store.state!.notes.get(note.contact_id)!.items).toEqual([])
    await expectTrueCounters()
  })
})

describe('a label', () => {
  it('[T10] has a name of its own, whatever the case, and may be renamed and recoloured', async () => {
    await using witness = await Witness.of(await world.member('agent'))
    const vip = await label('  Very   important ')
    expect(vip).toMatchObject({ name: 'Very important', color: 'blue', workspace_id: world.id })
    const refused = { status: 409, body: { code: 'name_taken' } }
    expect(await world.owner.post('/labels', { name: 'VERY IMPORTANT', color: 'red' })).toMatchObject(refused)
    const other = await label('Other', 'red')
    expect(await world.owner.patch(`/labels/${other.id}`, { name: 'very important' })).toMatchObject(refused)
    expect(await world.owner.patch(`/labels/${vip.id}`, { name: 'very important', color: 'pink' })).toMatchObject({
      status: 200,
      body: { name: 'very important', color: 'pink' },
    })
    for (const body of [
      { name: ' ', color: 'red' },
      { name: 'x'.repeat(41), color: 'red' },
      { name: 'x', color: 'x' },
    ])
      expect(await world.owner.post('/labels', body)).toMatchObject({ status: 400 })
    expect((await world.owner.get<{ items: LabelView[] }>('/labels')).body.items.map(({ name }) => name)).toEqual([
      'Other',
      'very important',
    ])
    await witness.agrees()
  })

  it('[T10] is refused as the 201st', async () => {
    await world.db.pool.query(
      `insert into labels select gen_random_uuid(), $1, 'label ' || n, 'gray', now(), now() from generate_series(1, 200) n`,
      [world.id],
    )
    expect(await world.owner.post('/labels', { name: 'one more', color: 'red' })).toMatchObject({
      status: 409,
      body: { code: 'limit_reached', details: { limit: 200 } },
    })
  })

  it('[T12] is seen by who sees the inbox, and told to nobody else', async () => {
    const user = await world.member('user', 'user')
    await using witness = await Witness.of(user)
    await label('secret')
    await world.owner.post('/saved_views', { name: 'secret', filter: {}, is_shared: true })
    await witness.agrees()
    expect(witness.client.store.state).toMatchObject({ labels: new Map(), saved_views: new Map() })
    expect(await user.get('/labels')).toMatchObject({ status: 403 })
    await world.owner.patch(`/members/${user.id}`, { role: 'agent' })
    await witness.until(() => witness.client.store.state!.labels.size === 1)
    await witness.agrees()
    expect(witness.client.store.state!.saved_views.size).toBe(1)
  })

  it('[T11] is off every conversation at once when it is removed, and out of their rows later', async () => {
    await receive(4)
    const ids = (await conversations()).map(({ id }) => id)
    const [gone, stays] = [await label('gone'), await label('stays')]
    await bulk(ids, { add_labels: [gone.id, stays.id] })
    await using witness = await Witness.of(await world.member('agent'))
    const head = await eventCount()
    expect(await world.owner.delete(`/labels/${gone.id}`)).toMatchObject({ status: 204 })
    expect(await eventCount()).toBe(head + 1)
    expect((await conversations()).map(({ labels }) => labels)).toEqual(ids.map(() => [stays.id]))
    await witness.agrees()
    expect([...witness.client.store.state!.conversations.values()].flatMap(({ labels }) => labels)).not.toContain(
      gone.id,
    )

    expect(await world.owner.post(`/conversations/${ids[0]}/labels`, { add: [gone.id] })).toMatchObject({ status: 404 })
    await command(ids[0]!, 'labels', { remove: [gone.id] })
    await command(ids[1]!, 'archive')
    await witness.agrees()
    const stored = `select count(*)::int as n from conversations where labels @> array[$1]`
    expect((await world.db.pool.query(stored, [gone.id])).rows).toEqual([{ n: 3 }])
    while ((await dropRemovedLabels(world.db)) > 0);
    expect((await world.db.pool.query(stored, [gone.id])).rows).toEqual([{ n: 0 }])
    expect((await world.db.pool.query('select from removed_labels')).rows).toEqual([])
    expect((await conversations()).map(({ labels }) => labels)).toEqual(ids.map(() => [stays.id]))
    expect(await eventCount()).toBe(head + 3)
    await witness.agrees()
  })

  it('[T11] is named by nothing that the log tells after its removal', async () => {
    await receive(3)
    const ids = (await conversations()).map(({ id }) => id)
    await using witness = await Witness.of(world.owner)
    for (let round = 0; round < 10; round++) {
      const { id } = await label(`round ${round}`)
      await bulk(ids, { add_labels: [id] })
      await Promise.all([
        ...ids.map((each) => command(each, round % 2 ? 'archive' : 'unarchive')),
        world.owner.delete(`/labels/${id}`),
        ...ids.map((each) => world.owner.post(`/conversations/${each}/labels`, { add: [id] })),
        bulk(ids, { unread: true }),
      ])
      await witness.agrees()
      const { rows } = await world.db.pool.query(
        `select count(*)::int as n from events where pos > (
           select max(pos) from events where type = 'label_updated' and data ->> 'id' = $1)
         and type = 'conversation_updated' and data::text like '%' || $1 || '%'`,
        [id],
      )
      expect(rows).toEqual([{ n: 0 }])
    }
  })

  it('[T11] leaves rows that somebody holds for the next round', async () => {
    await receive(2)
    const ids = (await conversations()).map(({ id }) => id)
    const { id } = await label('gone')
    await bulk(ids, { add_labels: [id] })
    await world.owner.delete(`/labels/${id}`)
    const holder = await world.db.pool.connect()
    await holder.query('begin')
    await holder.query('select from conversations where id = $1 for update', [ids[0]])
    expect(await dropRemovedLabels(world.db)).toBe(1)
    expect(await dropRemovedLabels(world.db)).toBe(0)
    expect((await world.db.pool.query('select from removed_labels')).rowCount).toBe(1)
    await holder.query('commit')
    holder.release()
    expect(await dropRemovedLabels(world.db)).toBe(1)
    expect(await dropRemovedLabels(world.db)).toBe(0)
    expect((await world.db.pool.query('select from removed_labels')).rowCount).toBe(0)
  })
})
