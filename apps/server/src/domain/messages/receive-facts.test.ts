import type { Fact, MessageFact, PlatformName } from '@switchboard/platform-kit'
import fc from 'fast-check'
import { v7 as uuidV7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../db/testing.ts'
import { eraseFromLog } from './erase-from-log.ts'
import type { ReceivedItem } from './read-batch.ts'
import { type Received, receiveFacts } from './receive-facts.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test.close())

const window = { open_ms: 24 * 3_600_000, afterwards: 'blocked' as const, extended_ms: null }
const replyWindows = { instagram: window, messenger: window, whatsapp: window }
const clock = Date.parse('2026-03-01T10:00:00.000Z')
const deps = { now: () => new Date(clock), newId: () => uuidV7(), replyWindows, accountIds: new Map<string, string>() }

/** An account in a workspace of its own, and what its platform says, fact by fact or in batches. */
async function openInbox(platform: PlatformName = 'whatsapp') {
  const workspace_id = uuidV7()
  const account_id = uuidV7()
  const external_id = `account-${account_id}`
  await test.db.pool.query('insert into workspaces (id, name) values ($1, $2)', [workspace_id, 'Shop'])
  await test.db.pool.query(
    'insert into accounts (id, workspace_id, platform, external_id, name) values ($1, $2, $3, $4, $5)',
    [account_id, workspace_id, platform, external_id, 'Shop'],
  )
  const item = (fact: Fact): ReceivedItem => ({
    inbound_event_id: uuidV7(),
    platform,
    account_external_id: external_id,
    thread: 'contact' in fact && fact.contact ? fact.contact.identities[0]!.value : null,
    fact,
  })
  return {
    workspace_id,
    account_id,
    async hears(...facts: Fact[]): Promise<readonly Received[]> {
      return test.db.transaction(async (tx) => {
        const { outcomes, written } = await receiveFacts(deps, tx, facts.map(item), async () => {})
        await written
        return outcomes
      })
    },
    async rows(table: string) {
      const { rows } = await test.db.pool.query(
        `select * from ${table} where workspace_id = $1 order by created_at, id`,
        [workspace_id],
      )
      return rows
    },
    async messages() {
      const { rows } = await test.db.pool.query('select * from messages where workspace_id = $1 order by seq', [
        workspace_id,
      ])
      return rows
    },
    async events() {
      const { rows } = await test.db.pool.query(
        'select pos, type, data from events where workspace_id = $1 order by pos',
        [workspace_id],
      )
      return rows as { pos: number; type: string; data: Record<string, never> }[]
    },
  }
}

const ada = {
  identities: [{ kind: 'wa_id' as const, value: '447700900123' }],
  name: 'Ada',
  username: null,
  phone: '+447700900123',
}

function says(text: string, more: Partial<MessageFact> = {}): MessageFact {
  return {
    kind: 'message',
    external_id: `wamid.${text}`,
    direction: 'inbound',
    contact: ada,
    sent_at: '2026-03-01T10:00:00.000Z',
    type: 'text',
    text,
    attachments: [],
    reply_to: null,
    payload: null,
    correlation: null,
    app_id: null,
    opens_window: true,
    counts_as_unread: true,
    is_historical: false,
    is_standby: false,
    ...more,
  }
}
const unsend = (text: string): Fact => ({
  kind: 'unsend',
  external_id: `wamid.${text}`,
  contact: null,
  unsent_at: '2026-03-01T10:05:00.000Z',
})
const edit = (text: string, to: string, edit_number = 1): Fact => ({
  kind: 'edit',
  external_id: `wamid.${text}`,
  contact: null,
  text: to,
  edit_number,
  edited_at: `2026-03-01T10:0${edit_number}:00.000Z`,
})
const react = (text: string, emoji: string | null, minute: number): Fact => ({
  kind: 'reaction',
  external_id: `wamid.${text}`,
  contact: ada,
  by: 'contact',
  emoji,
  reacted_at: `2026-03-01T10:0${minute}:00.000Z`,
})
const receipt = (text: string, status: 'sent' | 'delivered' | 'read' | 'failed'): Fact => ({
  kind: 'receipt',
  status,
  covers: { by: 'ids', external_ids: [`wamid.${text}`] },
  contact: null,
  occurred_at: '2026-03-01T10:06:00.000Z',
  correlation: null,
  error: status === 'failed' ? { code: '131047', message: 'Re-engagement message' } : null,
})
const echo = (text: string, more: Partial<MessageFact> = {}) =>
  says(text, { direction: 'outbound', opens_window: false, counts_as_unread: false, ...more })

describe('a customer who writes', () => {
  it('[M1] gets a conversation, and every message a place in it', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('one'), says('two'))

    expect(await inbox.rows('conversations')).toMatchObject([
      { last_seq: 2, unread_count: 2, is_archived: false, last_message: { preview: 'two' } },
    ])
    expect(await inbox.messages()).toMatchObject([
      { seq: 1, text: 'one', status: 'received' },
      { seq: 2, text: 'two' },
    ])
    expect((await inbox.events()).map(({ pos, type }) => [pos, type])).toEqual([
      [1, 'conversation_created'],
      [2, 'new_message'],
      [3, 'new_message'],
    ])
  })

  it('[M1] is told apart from who answers, of whom the events say no more than a view does', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('one'), echo('two'))

    const heard = (await inbox.events()).filter(({ type }) => type === 'new_message')
    const common = ['avatar_url', 'id', 'kind', 'name']
    expect(heard.map(({ data }) => Object.keys(data.sender ?? {}).sort())).toEqual([common, common])
    expect(heard.map(({ data }) => data.sender)).toMatchObject([{ kind: 'contact' }, { kind: 'account' }])
  })

  it('[M2] is heard once, in one batch or in several', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('one'), says('one'))
    const again = await inbox.hears(says('one'))

    expect(again).toMatchObject([{ state: 'processed', reason: 'duplicate' }])
    expect(await inbox.messages()).toHaveLength(1)
    expect(await inbox.rows('conversations')).toMatchObject([{ last_seq: 1, unread_count: 1 }])
  })

  it('[M3] has the same conversation after everything was imported anew', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('one'))
    const [before] = await inbox.rows('conversations')
    for (const table of ['messages', 'conversations'])
      await test.db.pool.query(`delete from ${table} where workspace_id = $1`, [inbox.workspace_id])
    await test.db.pool.query('delete from contact_identities where account_id = $1', [inbox.account_id])
    await inbox.hears(says('one'))

    expect((await inbox.rows('conversations'))[0]!.id).toBe(before.id)
  })

  it('[M4] brings an archived conversation back, and its unread messages count again', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('one'))
    await test.db.pool.query('update conversations set is_archived = true where workspace_id = $1', [
      inbox.workspace_id,
    ])
    await test.db.pool.query('update accounts set unread_messages = 0, unread_conversations = 0 where id = $1', [
      inbox.account_id,
    ])
    await inbox.hears(says('two'))

    expect(await inbox.rows('conversations')).toMatchObject([{ is_archived: false, unread_count: 2 }])
    expect(await inbox.rows('accounts')).toMatchObject([{ unread_messages: 2, unread_conversations: 1 }])
  })

  it('[M5] writes to nobody where the account is unknown, and nothing is lost silently', async () => {
    const inbox = await openInbox('messenger')
    const stray: ReceivedItem = {
      inbound_event_id: uuidV7(),
      platform: 'whatsapp',
      account_external_id: 'nobody',
      thread: null,
      fact: says('hello'),
    }
    const outcomes = await test.db.transaction(async (tx) => {
      const received = await receiveFacts(deps, tx, [stray], async () => {})
      await received.written
      return received.outcomes
    })

    expect(outcomes).toMatchObject([{ state: 'ignored', reason: 'unknown_account', workspace_id: null }])
    expect(await inbox.messages()).toEqual([])
  })

  it('[M6] imports history into the past, silently', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('now'))
    await inbox.hears(says('then', { sent_at: '2026-01-01T00:00:00.000Z', is_historical: true }))

    expect(await inbox.rows('conversations')).toMatchObject([{ unread_count: 1, last_message: { preview: 'now' } }])
    expect((await inbox.messages())[1]).toMatchObject({ text: 'then', seq: 2, read_at: expect.any(Date) })
  })
})

describe('an unsent message', () => {
  it('[M7] leaves a tombstone without a word, in quotations and journal too', async () => {
    const inbox = await openInbox()
    await inbox.hears(
      says('secret'),
      says('why?', { reply_to: { external_id: 'wamid.secret', type: null, preview: null } }),
    )
    await inbox.hears(unsend('secret'))

    const [gone, quoting] = await inbox.messages()
    expect(gone).toMatchObject({ text: null, attachments: [], deleted_at: expect.any(Date) })
    expect(quoting.reply_to).toMatchObject({ message_id: gone.id, preview: null })
    expect((await inbox.events()).map(({ type }) => type)).toEqual([
      'conversation_created',
      'new_message',
      'new_message',
      'message_deleted',
      'message_updated',
    ])
  })

  it('[M7] leaves no word in the log either', async () => {
    const inbox = await openInbox()
    await inbox.hears(
      says('secret'),
      says('why?', { external_id: 'wamid.why', reply_to: { external_id: 'wamid.secret', type: null, preview: null } }),
      edit('secret', 'top secret words'),
    )
    await inbox.hears(unsend('secret'))
    const before = await inbox.events()
    expect(JSON.stringify(before)).toContain('top secret words')
    while ((await eraseFromLog(test.db)) > 0);

    const after = await inbox.events()
    expect(after.map(({ pos, type }) => [pos, type])).toEqual(before.map(({ pos, type }) => [pos, type]))
    expect(JSON.stringify(after).replaceAll('wamid.secret', '')).not.toContain('secret')
    expect(JSON.stringify(after)).toContain('why?')
  })

  it('[M8] stays unsent when the unsend came first', async () => {
    const inbox = await openInbox()
    expect(await inbox.hears(unsend('secret'))).toMatchObject([{ state: 'processed', reason: 'waiting_for_message' }])
    await inbox.hears(says('secret'))

    expect(await inbox.messages()).toMatchObject([{ text: null, deleted_at: expect.any(Date) }])
    expect(JSON.stringify(await inbox.events())).not.toContain('"text":"secret"')
    expect(
      (await test.db.pool.query('select from parked_facts where account_id = $1', [inbox.account_id])).rowCount,
    ).toBe(0)
  })
})

describe('what platforms say of messages', () => {
  it('[M9] ends the same in every order and however often it is said', async () => {
    const facts = [
      says('hello'),
      edit('hello', 'hello!', 1),
      edit('hello', 'hello!!', 2),
      react('hello', '👍', 1),
      react('hello', null, 2),
      react('hello', '❤️', 3),
    ]
    const outcome = async (order: readonly Fact[], batches: boolean) => {
      const inbox = await openInbox()
      if (batches) await inbox.hears(...order)
      else for (const fact of order) await inbox.hears(fact)
      const [message] = await inbox.messages()
      const [conversation] = await inbox.rows('conversations')
      const standing = message.reactions
        .filter((r: { emoji: string | null }) => r.emoji)
        .map((r: { emoji: string }) => r.emoji)
      return {
        text: message.text,
        standing,
        preview: conversation.last_message.preview,
        unread: conversation.unread_count,
      }
    }
    const expected = await outcome(facts, false)
    expect(expected).toEqual({ text: 'hello!!', standing: ['❤️'], preview: 'hello!!', unread: 1 })
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...facts, ...facts], { minLength: 12 }),
        fc.boolean(),
        async (order, batches) => {
          expect(await outcome(order, batches)).toEqual(expected)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('[M10] raises a status and never lowers it', async () => {
    const order = [
      receipt('reply', 'read'),
      receipt('reply', 'sent'),
      receipt('reply', 'delivered'),
      receipt('reply', 'failed'),
    ]
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([echo('reply'), ...order], { minLength: 5 }), async (facts) => {
        const inbox = await openInbox()
        for (const fact of facts) await inbox.hears(fact)
        expect(await inbox.messages()).toMatchObject([
          { status: 'read', error: null, delivered_at: expect.any(Date), read_at: expect.any(Date) },
        ])
        expect(await inbox.rows('conversations')).toMatchObject([{ last_message: { status: 'read' } }])
      }),
      { numRuns: 20 },
    )
  })

  it('[M11] lets proof of arrival win over a failure, and a failure over sent', async () => {
    const inbox = await openInbox()
    await inbox.hears(echo('reply'), receipt('reply', 'failed'), receipt('reply', 'sent'))
    expect(await inbox.messages()).toMatchObject([{ status: 'failed', error: { code: '131047' } }])
    expect(await inbox.rows('conversations')).toMatchObject([{ last_message: { status: 'failed' } }])
    await inbox.hears(receipt('reply', 'delivered'))
    expect(await inbox.messages()).toMatchObject([{ status: 'delivered', error: null }])
  })

  it('[M12] marks by a watermark what was sent before it, and the echo that comes late', async () => {
    const inbox = await openInbox()
    const watermark: Fact = {
      kind: 'receipt',
      status: 'read',
      covers: { by: 'watermark', watermark: '2026-03-01T11:00:00.000Z' },
      contact: ada,
      occurred_at: '2026-03-01T11:00:01.000Z',
      correlation: null,
      error: null,
    }
    await inbox.hears(says('hi'), echo('before'), echo('after', { sent_at: '2026-03-01T12:00:00.000Z' }))
    await inbox.hears(watermark)
    await inbox.hears(echo('late', { sent_at: '2026-03-01T10:30:00.000Z' }))

    const status = Object.fromEntries((await inbox.messages()).map((message) => [message.text, message.status]))
    expect(status).toEqual({ hi: 'received', before: 'read', after: 'sent', late: 'read' })
  })

  it('[M13] marks by one message everything that was sent before it', async () => {
    const inbox = await openInbox('instagram')
    await inbox.hears(
      says('hi'),
      echo('one'),
      echo('two', { sent_at: '2026-03-01T10:01:00.000Z' }),
      echo('three', { sent_at: '2026-03-01T10:02:00.000Z' }),
    )
    await inbox.hears({
      kind: 'receipt',
      status: 'read',
      covers: { by: 'up_to', external_id: 'wamid.two' },
      contact: ada,
      occurred_at: '2026-03-01T10:03:00.000Z',
      correlation: null,
      error: null,
    })

    const status = Object.fromEntries((await inbox.messages()).map((message) => [message.text, message.status]))
    expect(status).toEqual({ hi: 'received', one: 'read', two: 'read', three: 'sent' })
  })
})

describe('a person with several identities', () => {
  const bsuid = { kind: 'bsuid' as const, value: 'GB.1000000000000000001' }
  const hidden = { identities: [bsuid], name: 'Ada', username: 'ada', phone: null }

  it('[M14] is one contact with one conversation, known by number, by scoped id, or by both', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('by number'))
    await inbox.hears(says('by both', { contact: { ...ada, identities: [bsuid, ...ada.identities] } }))
    await inbox.hears(says('hidden', { contact: hidden }))

    expect(await inbox.rows('contacts')).toMatchObject([{ name: 'Ada', username: 'ada', phone: '+447700900123' }])
    expect(await inbox.rows('conversations')).toMatchObject([{ last_seq: 3 }])
  })

  it('[M15] is merged when a platform says that two are one, and the merge can be traced', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('by number'))
    await inbox.hears(says('hidden', { contact: hidden }))
    await inbox.hears(says('by both', { contact: { ...ada, identities: [bsuid, ...ada.identities] } }))

    const contacts = await inbox.rows('contacts')
    expect(contacts.filter((contact) => contact.merged_into_id === null)).toHaveLength(1)
    const { rows } = await test.db.pool.query(
      'select contact_id, merged_from_id from contact_identities where account_id = $1',
      [inbox.account_id],
    )
    expect(new Set(rows.map((row) => row.contact_id)).size).toBe(1)
    expect(rows.filter((row) => row.merged_from_id !== null)).toHaveLength(1)
    await inbox.hears(says('hidden again', { contact: hidden }))
    expect((await inbox.rows('conversations')).map((conversation) => conversation.last_seq).sort()).toEqual([1, 3])
  })

  it('[T36] has a later time once it has inherited what the team knew of another, though nothing else was news', async () => {
    const inbox = await openInbox()
    const known = { name: 'Ada', username: 'ada', phone: '+447700900123' }
    await inbox.hears(says('by number', { contact: { ...ada, ...known } }))
    await inbox.hears(says('hidden', { contact: { ...hidden, ...known } }))
    const fields = [{ name: 'Size', value: 'M' }]
    await test.db.pool.query(`update contacts set fields = $1, updated_at = now() + interval '1 minute'`, [
      JSON.stringify(fields),
    ])
    const before = await inbox.rows('contacts')
    await inbox.hears(says('by both', { contact: { ...ada, ...known, identities: [bsuid, ...ada.identities] } }))

    const [person] = (await inbox.rows('contacts')).filter(({ merged_into_id }) => merged_into_id === null)
    const earlier = before.find(({ id }) => id === person!.id)!
    expect((person!.updated_at as Date).getTime()).toBeGreaterThan((earlier.updated_at as Date).getTime())
  })

  it('[M16] keeps the conversation over a changed number, and the thread says so', async () => {
    const inbox = await openInbox()
    await inbox.hears(says('before'))
    await inbox.hears({
      kind: 'contact_change',
      external_id: 'wamid.S1',
      previous: ada.identities,
      current: [{ kind: 'wa_id', value: '447700900999' }],
      text: 'Ada changed her number',
      changed_at: '2026-03-01T10:10:00.000Z',
    })
    await inbox.hears(
      says('after', {
        contact: { ...ada, identities: [{ kind: 'wa_id', value: '447700900999' }], phone: '+447700900999' },
      }),
    )

    expect(await inbox.rows('conversations')).toMatchObject([{ last_seq: 3, unread_count: 2 }])
    expect((await inbox.messages())[1]).toMatchObject({
      type: 'system',
      sender_kind: 'system',
      text: 'Ada changed her number',
    })
    expect(await inbox.rows('contacts')).toMatchObject([{ phone: '+447700900999' }])
  })
})

describe('an account', () => {
  it('[M17] shows what its platform says of it', async () => {
    const inbox = await openInbox()
    await inbox.hears({ kind: 'account', event: 'partner_removed', status: 'disconnected', text: null, data: {} })
    expect(await inbox.rows('accounts')).toMatchObject([{ status: 'disconnected', status_reason: 'partner_removed' }])
    expect(await inbox.events()).toMatchObject([{ type: 'account_updated', data: { status: 'disconnected' } }])
  })
})
