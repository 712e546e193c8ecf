import type { EventData, EventType, LogEvent, MessageView } from '@switchboard/protocol'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { differences } from './law.ts'
import { mergeNotes } from './merge.ts'
import { reduce, reduceAll } from './reduce.ts'
import { listConversations, unreadTotals } from './select.ts'
import { fromSnapshot, type InboxState } from './state.ts'
import { anyChange, type Change } from './testing/any-change.ts'
import { ModelWorkspace, type Window } from './testing/model-workspace.ts'

// Hundreds of histories are played, on machines that have other work too.
vi.setConfig({ testTimeout: 60_000 })

const anyWindow: fc.Arbitrary<Window> = fc.record({
  conversations_limit: fc.integer({ min: 1, max: 12 }),
  messages_limit: fc.integer({ min: 1, max: 8 }),
})
const wide: Window = { conversations_limit: 100, messages_limit: 100 }
const anyChanges = fc.array(anyChange, { maxLength: 80, size: 'max' })

function play(changes: Parameters<ModelWorkspace['change']>[0][]): ModelWorkspace {
  const model = new ModelWorkspace()
  for (const change of changes) model.change(change)
  return model
}

/** The state of whoever took a snapshot before `later` happened and has heard the log since. */
function follow(model: ModelWorkspace, window: Window, later: Parameters<ModelWorkspace['change']>[0][]): InboxState {
  const before = fromSnapshot(model.snapshot(window), window)
  const from = model.head
  for (const change of later) model.change(change)
  return reduceAll(before, model.log.slice(from))
}

describe('the store', () => {
  it('[C10] is, after any events, what a fresh snapshot says', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, anyWindow, anyWindow, (earlier, later, window, freshWindow) => {
        const model = play(earlier)
        const state = follow(model, window, later)
        expect(differences(state, model.snapshot(freshWindow), freshWindow)).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('[C10] holds everything a wide window shows, in the same order', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (earlier, later) => {
        const model = play(earlier)
        const state = follow(model, wide, later)
        const fresh = model.snapshot(wide)
        expect(differences(state, fresh, wide)).toEqual([])
        expect(listConversations(state).map(({ id }) => id)).toEqual(fresh.conversations.items.map(({ id }) => id))
        expect([...state.threads.values()].flatMap(({ messages }) => messages).length).toBe(fresh.messages.length)
      }),
    )
  })

  it('[C11] ends where it was when it hears a stretch of the log again', () => {
    fc.assert(
      fc.property(
        anyChanges,
        anyChanges,
        anyWindow,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (earlier, later, window, cut) => {
          const model = play(earlier)
          const from = model.head
          const state = follow(model, window, later)
          const again = reduceAll(state, model.log.slice(from + Math.floor((model.head - from) * cut)))
          expect(differences(again, model.snapshot(window), window)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('[C11] ends where it was when it hears the last event twice', () => {
    fc.assert(
      fc.property(anyChanges, anyChange, (earlier, change) => {
        const model = play(earlier)
        const state = follow(model, wide, [change])
        const last = model.log.at(-1)
        if (last) expect(reduce(state, last)).toEqual(state)
      }),
    )
  })

  it('[C24] holds the newest notes of a contact, and more of them, as the server lists them', () => {
    const upTo = fc.integer({ min: 1, max: 6 })
    fc.assert(
      fc.property(anyChanges, anyChanges, anyChanges, upTo, (earlier, later, more, limit) => {
        const model = play(earlier)
        const contact = 'p1'
        let state = mergeNotes(fromSnapshot(model.snapshot(wide)), contact, model.listNotes(contact, { limit }))
        const hear = (changes: Change[]) => {
          const from = model.head
          for (const change of changes) model.change(change)
          state = reduceAll(state, model.log.slice(from))
        }
        hear(later)
        const { next_cursor } = state.notes.get(contact)!
        if (next_cursor !== null) {
          state = mergeNotes(state, contact, model.listNotes(contact, { cursor: next_cursor }), next_cursor)
        }
        hear(more)
        expect(state.notes.get(contact)!.items).toEqual(model.listNotes(contact).items)
      }),
      { numRuns: 300 },
    )
  })

  it('[C24] lets a page of notes that is ahead of the log stand', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, (earlier, later) => {
        const model = play(earlier)
        const before = fromSnapshot(model.snapshot(wide))
        const from = model.head
        for (const change of later) model.change(change)
        const ahead = mergeNotes(before, 'p1', model.listNotes('p1'))
        const state = reduceAll(ahead, model.log.slice(from))
        expect(state.notes.get('p1')!.items).toEqual(model.listNotes('p1').items)
      }),
    )
  })

  it('[C12] reads a frame of many events as it reads them one by one, and never changes what it was given', () => {
    fc.assert(
      fc.property(anyChanges, anyChanges, anyWindow, (earlier, later, window) => {
        const model = play(earlier)
        const before = freeze(fromSnapshot(model.snapshot(window)))
        const from = model.head
        for (const change of later) model.change(change)
        const events = model.log.slice(from)
        expect(events.reduce(reduce, before)).toEqual(reduceAll(before, events))
      }),
    )
  })

  it('[C12] begins a conversation anew that went away and came back within a frame', () => {
    const model = play([])
    const before = freeze(fromSnapshot(model.snapshot(wide)))
    const account = before.accounts.get('a0')!
    model.change(message(0))
    const [created, said] = model.log as [LogEvent, LogEvent]
    const removed = event('account_updated', { ...account, is_removed: true })
    const back = event('account_updated', { ...account, is_removed: false })
    const after = reduceAll(before, [created, said, removed, back, created, said])
    expect(after.threads.get('a0-p0')!.messages.length).toBe(1)
    const other = { ...created, data: { ...created.data, id: 'another' } } as LogEvent
    expect(reduce(before, other).threads.get('another')!.messages).toEqual([])
  })

  it('[C13] ignores events of types that it does not know', () => {
    const state = fromSnapshot(play([]).snapshot(wide))
    for (const type of ['weather_changed', 'constructor', 'toString', '__proto__']) {
      const event = { id: 'e', type, at: '', conversation_id: null, data: {} } as unknown as LogEvent
      expect(reduce(state, event)).toBe(state)
    }
  })

  it('[C14] keeps the identity of what an event does not touch', () => {
    const model = play([message(0), message(1), message(2)])
    const before = fromSnapshot(model.snapshot(wide))
    model.change(message(1))
    const after = reduce(before, model.log.at(-1)!)
    expect(after.members).toBe(before.members)
    for (const id of before.conversations.keys()) {
      const isTouched = id === 'a0-p1'
      expect(after.conversations.get(id) === before.conversations.get(id)).toBe(!isTouched)
      expect(after.threads.get(id) === before.threads.get(id)).toBe(!isTouched)
    }
  })
})

describe('fifty thousand conversations', () => {
  it('[C26] cost a frame of one event, and a list that is drawn after it, no more than what it touches', () => {
    const model = play(Array.from({ length: 12 }, (_, n) => message(n)))
    const snapshot = model.snapshot(wide)
    const [one, words] = [snapshot.conversations.items[0]!, snapshot.messages[0]!]
    const many = Array.from({ length: 50_000 }, (_, n) => ({
      ...one,
      id: `more-${n}`,
      contact: { ...one.contact!, id: `person-${n}` },
      last_message_at: new Date(Date.UTC(2026, 1, 1) + n * 1000).toISOString(),
    }))
    const messages = many.map(({ id, contact }) => ({
      ...words,
      id: `said-${id}`,
      conversation_id: id,
      sender: { kind: 'contact' as const, id: contact.id, name: null, avatar_url: null },
    }))
    const items = [...snapshot.conversations.items, ...many]
    const all = {
      ...snapshot,
      conversations: { items, next_cursor: null },
      messages: [...snapshot.messages, ...messages],
    }
    const beganWhole = performance.now()
    let state = fromSnapshot(all, { messages_limit: 100 })
    expect(listConversations(state).length).toBe(50_012)
    const whole = performance.now() - beganWhole
    const took: number[] = []
    for (let n = 0; n < 60; n++) {
      const from = model.head
      model.change(n % 3 === 0 ? { kind: 'rename_contact', contact: n % 12 } : message(n % 12))
      const began = performance.now()
      state = reduceAll(state, model.log.slice(from))
      expect(listConversations(state, { is_archived: false })[0]!.id).toMatch(/^a0-p/)
      took.push(performance.now() - began)
    }
    const [median] = took.toSorted((a, b) => a - b).slice(30)
    expect(median! / whole, 'of the time that all of it takes').toBeLessThan(0.02)
    expect(differences(state, model.snapshot(wide), wide).filter((line) => !line.includes('more-'))).toEqual([])
  })

  it('[C26] are listed by the same array while nothing in it has changed, and in order when something has', () => {
    fc.assert(
      fc.property(anyChanges, fc.array(anyChange, { maxLength: 20 }), (earlier, later) => {
        const model = play(earlier)
        let state = fromSnapshot(model.snapshot(wide), wide)
        for (const change of later) {
          const from = model.head
          model.change(change)
          state = reduceAll(state, model.log.slice(from))
          const listed = listConversations(state, { unread: true })
          expect(listConversations({ ...state, cursor: 'other' }, { unread: true })).toBe(listed)
          const fresh = model.snapshot(wide).conversations.items.filter(({ unread_count }) => unread_count > 0)
          expect(listed).toEqual(fresh)
        }
      }),
    )
  })
})

describe('a conversation beyond the window', () => {
  it('[C15] is remembered by its head when somebody writes in it again, and its account counts', () => {
    const model = play([message(0), message(1), message(2)])
    const state = follow(model, { conversations_limit: 2, messages_limit: 1 }, [message(0)])
    expect(state.conversations.has('a0-p0')).toBe(false)
    expect(state.unloaded.get('a0-p0')?.head.unread_count).toBe(2)
    expect(unreadTotals(state)).toEqual({ conversations: 3, messages: 4 })
  })

  it('[C15] comes in whole when it is told of whole', () => {
    const model = play([message(0), message(1), message(2)])
    const state = follow(model, { conversations_limit: 2, messages_limit: 1 }, [
      message(0),
      { kind: 'archive', conversation: 0, is_archived: true },
    ])
    expect(state.conversations.get('a0-p0')?.is_archived).toBe(true)
    expect(state.unloaded.size).toBe(0)
  })

  it('[C15] stays beyond it while nothing new is said', () => {
    const model = play([message(0), message(1), message(2)])
    const state = follow(model, { conversations_limit: 2, messages_limit: 1 }, [
      { kind: 'archive', conversation: 0, is_archived: true },
    ])
    expect([...state.conversations.keys()].sort()).toEqual(['a0-p1', 'a0-p2'])
    expect(state.unloaded.size).toBe(0)
  })

  it('[C15] is forgotten with its account', () => {
    const model = play([message(0), { ...message(1), account: 1 }, { ...message(2), account: 1 }])
    const state = follow(model, { conversations_limit: 2, messages_limit: 1 }, [
      message(0),
      { kind: 'remove_account', account: 0 },
    ])
    expect(state.unloaded.size).toBe(0)
    expect(state.accounts.has('a0')).toBe(false)
  })

  it('[C16] shows no message that lies before what its thread holds, so that a thread has no gap', () => {
    const model = play([message(0), message(0), message(0)])
    const state = follow(model, { conversations_limit: 9, messages_limit: 2 }, [
      { ...message(0), minutes_ago: 60 },
      message(0),
    ])
    const { messages, has_more } = state.threads.get('a0-p0')!
    expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 5])
    expect(has_more).toBe(true)
  })
})

describe('a message', () => {
  const sent = outbound({ status: 'sent' })

  it.each([
    ['sending', 'sent', 'sent'],
    ['sent', 'sending', 'sent'],
    ['read', 'delivered', 'read'],
    ['sent', 'failed', 'failed'],
    ['failed', 'sent', 'failed'],
    ['failed', 'delivered', 'delivered'],
    ['delivered', 'failed', 'delivered'],
    ['read', 'failed', 'read'],
  ] as const)('[C17] that is %s and is said to be %s is %s', (held, news, result) => {
    const state = stateWith(outbound({ status: held }))
    const after = reduce(state, event('message_status_update', { ...status(sent), status: news }))
    expect(only(after).status).toBe(result)
  })

  it('[C17] ends at the same status in whatever order its statuses are heard', () => {
    const statuses = ['sending', 'sent', 'failed', 'delivered', 'read'] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1 }), (heard) => {
        const hear = (list: readonly (typeof statuses)[number][]) => {
          const events = list.map((each) => event('message_status_update', { ...status(sent), status: each }))
          return only(reduceAll(stateWith(outbound({ status: 'sending' })), events)).status
        }
        expect(hear(heard)).toBe(hear([...heard].sort()))
      }),
    )
  })

  it('[C18] that was unsent stays unsent when an older copy of it is heard', () => {
    const tombstone = { ...sent, text: null, deleted_at: '2026-11-01T00:00:01.000Z' }
    const state = reduce(
      stateWith(sent),
      event('message_deleted', { ...tombstone, conversation: null, account_unread: null }),
    )
    const older = event('message_updated', { ...sent, text: 'what was said', conversation: null, account_unread: null })
    expect(only(reduce(state, older))).toEqual(tombstone)
  })
})

function message(contact: number) {
  return { kind: 'message' as const, contact, account: 0, is_outbound: false, minutes_ago: 0 }
}

function outbound(fields: Partial<MessageView>): MessageView {
  const model = play([{ ...message(0), is_outbound: true }])
  return { ...model.snapshot(wide).messages[0]!, ...fields }
}

function stateWith(held: MessageView): InboxState {
  const snapshot = play([{ ...message(0), is_outbound: true }]).snapshot(wide)
  return fromSnapshot({ ...snapshot, messages: [held] }, wide)
}

function status({ id, conversation_id }: MessageView) {
  return { id, conversation_id, error: null, delivered_at: null, read_at: null }
}

function only(state: InboxState): MessageView {
  return [...state.threads.values()].flatMap(({ messages }) => messages)[0]!
}

function event<T extends EventType>(type: T, data: EventData<T>): LogEvent {
  return { id: 'e', type, at: '2026-11-01T00:00:00.000Z', conversation_id: null, data } as unknown as LogEvent
}

/** Any write into what a fold was given throws. */
function freeze(state: InboxState): InboxState {
  const refuse = () => {
    throw new Error('a state was written to')
  }
  for (const table of [
    state.members,
    state.accounts,
    state.conversations,
    state.threads,
    state.unloaded,
    state.ahead,
  ]) {
    Object.assign(table, { set: refuse, delete: refuse, add: refuse })
  }
  for (const thread of state.threads.values()) {
    Object.freeze(thread.messages)
    for (const each of thread.messages) Object.freeze(each)
  }
  for (const conversation of state.conversations.values()) Object.freeze(conversation)
  return Object.freeze(state)
}
