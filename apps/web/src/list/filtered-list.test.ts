import type { ConversationQuery, ConversationView, LogEvent, Page, Snapshot } from '@switchboard/protocol'
import { InboxStore } from '@switchboard/sdk'
import { describe, expect, it } from 'vitest'
import { type ListQuery, passes } from '../inbox/list-query.ts'
import { aConversation } from './a-conversation.ts'
import { FilteredList, type ListSource } from './filtered-list.ts'

const at = '2026-01-01T12:00:00.000Z'
const vantage = { my_id: 'me', at, failed: new Set<string>() }

/** A server with conversations, and a page that holds the newest of them. */
class Side {
  readonly store = new InboxStore()
  readonly asked: ConversationQuery[] = []
  all: ConversationView[]
  isDown = false
  readonly #held: number

  constructor(all: ConversationView[], held: number) {
    this.all = all
    this.#held = held
    this.store.replace(this.snapshot())
  }

  snapshot(): Snapshot {
    const items = this.listed({}).slice(0, this.#held)
    const next_cursor = this.all.length > items.length ? items.at(-1)!.id : null
    const me = { id: 'me' } as Snapshot['me']
    return {
      cursor: '0',
      at,
      workspace: {} as Snapshot['workspace'],
      me,
      members: [],
      accounts: [],
      labels: [],
      saved_views: [],
      conversations: { items, next_cursor },
      messages: [],
    }
  }

  listed(query: ListQuery): ConversationView[] {
    return this.all
      .filter((conversation) => passes(conversation, query, vantage))
      .toSorted((a, b) => (a.last_message_at! < b.last_message_at! ? 1 : -1))
  }

  list(query: ListQuery): FilteredList {
    const answer = async (asked: ConversationQuery = {}): Promise<Page<ConversationView>> => {
      this.asked.push(asked)
      if (this.isDown) throw new Error('down')
      const { limit = 50, cursor, ...filters } = asked
      const matching = this.listed(filters)
      const from = cursor === undefined ? 0 : matching.findIndex(({ id }) => id === cursor) + 1
      const items = matching.slice(from, from + limit)
      return { items, next_cursor: from + limit < matching.length ? items.at(-1)!.id : null }
    }
    const requests = { conversations: { list: answer } } as unknown as ListSource['requests']
    return new FilteredList({ requests, store: this.store, onEvent: (listen) => this.store.onEvent(listen) }, query)
  }

  /** Somebody changes a conversation, and everybody hears of it. */
  change(id: string, facts: Partial<ConversationView>): void {
    this.all = this.all.map((each) => (each.id === id ? { ...each, ...facts, updated_at: at } : each))
    const data = {
      ...this.all.find((each) => each.id === id)!,
      read: null,
      unread_from_seq: null,
      account_unread: null,
    }
    this.#tell({ id: `e${id}`, at, type: 'conversation_updated', data })
  }

  /** A message of it could not be sent. */
  fail(id: string): void {
    vantage.failed.add(id)
    const data = { conversation_id: id, id: `m${id}`, status: 'failed' }
    this.#tell({ id: `f${id}`, at, type: 'message_status_update', data })
  }

  #tell(event: object): void {
    this.store.apply({ events: [event as LogEvent], cursor: '1' })
  }

  shown(list: FilteredList): string[] {
    return list.select(this.store.state!, at).map(({ id }) => id)
  }

  ids(query: ListQuery, most?: number): string[] {
    return this.listed(query)
      .map(({ id }) => id)
      .slice(0, most)
  }
}

const mine: ListQuery = { assignee_id: 'me', is_archived: false }
const many = () =>
  Array.from({ length: 900 }, (_, n) => aConversation(n, n % 3 === 0 ? { assignee_id: 'me' } : { assignee_id: null }))

describe('a filtered list', () => {
  it('[B40] shows at once what is held, and the rest as the server lists it', async () => {
    const side = new Side(many(), 50)
    const list = side.list(mine)
    expect(side.shown(list)).toEqual(side.ids(mine, 17))
    await list.more()
    expect(side.shown(list)).toEqual(side.ids(mine, 100))
    await list.more()
    await list.more()
    expect(side.shown(list)).toEqual(side.ids(mine))
    expect(list.hasMore(side.store.state!)).toBe(false)
    list.stop()
  })

  it('[B40] is what the server would list after every change, as far as it reaches', async () => {
    const side = new Side(many(), 50)
    const list = side.list(mine)
    await list.more()
    const end = side.shown(list).at(-1)!
    side.change('c0200', { assignee_id: 'me' }) // was not held
    side.change('c0003', { assignee_id: null })
    side.change('c0006', { is_archived: true })
    side.change('c0800', { assignee_id: 'me' }) // beyond what was fetched
    const expected = side.ids(mine)
    expect(side.shown(list)).toEqual(expected.slice(0, expected.indexOf(end) + 1))
    expect(side.shown(list)).toContain('c0200')
    while (list.hasMore(side.store.state!)) await list.more()
    expect(side.shown(list)).toEqual(side.ids(mine))
    list.stop()
  })

  it('[B40] keeps what it shows when a new snapshot cuts it off, until it is there again', async () => {
    const side = new Side(many(), 50)
    const list = side.list(mine)
    await list.more()
    const before = side.shown(list)
    side.all = side.all.filter(({ id }) => id !== 'c0150')
    side.store.replace(side.snapshot())
    expect(side.shown(list)).toEqual(before)
    side.change('c0003', { assignee_id: null }) // whoever does something sees it at once
    expect(side.shown(list)).toEqual(before.filter((id) => id !== 'c0003'))
    await expect.poll(() => list.frozen).toBeNull()
    expect(side.shown(list)).toEqual(side.ids(mine, 99))
    list.stop()
  })

  it('[B40] keeps what it shows while the server is asked whose messages have failed', async () => {
    const side = new Side(many(), 50)
    const failed: ListQuery = { has_failed: true }
    for (let n = 0; n < 300; n += 2) side.fail(`c${String(n).padStart(4, '0')}`)
    const list = side.list(failed)
    await list.more()
    await list.more()
    expect(side.shown(list)).toEqual(side.ids(failed))
    const lengths: number[] = []
    list.subscribe(() => lengths.push(side.shown(list).length))
    side.fail('c0001')
    // In the midst of it, once more.
    const pages = side.asked.length
    for (let turn = 0; turn < 100 && side.asked.length === pages; turn++) await Promise.resolve()
    side.fail('c0003')
    await expect.poll(() => list.frozen).toBeNull()
    expect(side.shown(list)).toEqual(side.ids(failed))
    expect(Math.min(...lengths)).toBe(150)
    list.stop()
  })

  it('[B44] asks for one page at a time, and again after it was not answered', async () => {
    const side = new Side(many(), 50)
    const list = side.list(mine)
    side.isDown = true
    await Promise.all([list.more(), list.more()])
    expect(side.asked.length).toBe(1)
    expect(list.reach.status).toBe('failed')
    side.isDown = false
    await list.more()
    expect(list.reach.status).toBe('idle')
    expect(side.shown(list)).toEqual(side.ids(mine, 100))
    list.stop()
  })

  it('[B10] is the same array as long as it says the same', () => {
    const side = new Side(many(), 50)
    const list = side.list(mine)
    const before = list.select(side.store.state!, at)
    side.change('c0001', { labels: ['l'] })
    expect(list.select(side.store.state!, at)).toBe(before)
    list.stop()
  })
})
