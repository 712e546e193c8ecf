import type { ConversationWithMessages, MessageQuery } from '@switchboard/protocol'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { differences } from './law.ts'
import { createLoading } from './loading.ts'
import { continueList, mergeConversation, mergeConversations, mergeMessages } from './merge.ts'
import { ApiError } from './request-errors.ts'
import type { Requests } from './requests.ts'
import { listConversations } from './select.ts'
import { fromSnapshot } from './state.ts'
import { InboxStore } from './store.ts'
import { anyChange, type Change } from './testing/any-change.ts'
import { ModelWorkspace, type Window } from './testing/model-workspace.ts'
import { TestClock } from './testing/test-clock.ts'
import { fetchUnloaded } from './unloaded.ts'

// Hundreds of histories are played, on machines that have other work too.
vi.setConfig({ testTimeout: 60_000 })

const narrow: Window = { conversations_limit: 3, messages_limit: 2 }
const wide: Window = { conversations_limit: 100, messages_limit: 100 }
const anyChanges = fc.array(anyChange, { maxLength: 40, size: 'max' })
const pages = ['list', 'thread', 'conversation'] as const

/** A client of a model: hears the log up to wherever it is told to, and asks for pages. */
class Follower {
  readonly store = new InboxStore()
  readonly model: ModelWorkspace
  #heard: number

  constructor(model: ModelWorkspace, window: Window) {
    this.model = model
    this.store.replace(model.snapshot(window), window)
    this.#heard = model.head
  }

  hear(upTo = this.model.head): void {
    this.store.apply({ events: this.model.log.slice(this.#heard, upTo), cursor: this.model.cursor(upTo) })
    this.#heard = Math.max(this.#heard, upTo)
  }

  get heard(): number {
    return this.#heard
  }
}

describe('a page', () => {
  it('[C20] may be read before or after the events that the store has heard when it comes, and the law holds', async () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true })
    const property = fc.asyncProperty(
      anyChanges,
      anyChanges,
      anyChanges,
      fc.constantFrom(...pages),
      fc.nat(20),
      fraction,
      async (before, during, after, page, which, share) => {
        const model = played(before)
        const follower = new Follower(model, narrow)
        const answer = gate<void>()
        // Asked for now, read by the server after `during`, heard by the client after a part of the log.
        const loading = load(follower, page, which, answer.opened, () => play(model, during))
        play(model, after)
        follower.hear(follower.heard + Math.floor((model.head - follower.heard) * share))
        answer.open()
        await loading
        follower.hear()
        expect(differences(follower.store.state!, model.snapshot(wide), wide)).toEqual([])
      },
    )
    await fc.assert(property, { numRuns: 500 })
  })

  it('[C21] that was asked for before a new snapshot is dropped', async () => {
    const model = played([say(0), say(0), say(0)])
    const follower = new Follower(model, narrow)
    const answer = gate<void>()
    const loading = load(follower, 'thread', 0, answer.opened, () => {})
    follower.store.replace(model.snapshot(narrow), narrow)
    const before = follower.store.state
    answer.open()
    expect(await loading).toBeNull()
    expect(follower.store.state).toBe(before)
  })
})

/** What somebody does who reads in a long thread while others write in it. */
const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('around' as const),
      which: fc.nat(60),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('older' as const),
      part: fc.constantFrom('newest' as const, 'detached' as const),
      limit: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('newer' as const), limit: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('trim' as const),
      which: fc.nat(60),
      most: fc.integer({ min: 4, max: 60 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), change: anyChange }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hear' as const) }) },
)

describe('a thread that is read in the middle', () => {
  it('[C24] [C10] holds what the server has, in its newest part and its detached one, whatever is loaded and let go', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 0, max: 80 }),
      fc.array(anyStep, { maxLength: 30, size: 'max' }),
      fc.array(fc.nat(500), { minLength: 80, maxLength: 80 }),
      async (length, steps, ages) => {
        const model = played(Array.from({ length }, (_, n) => ({ ...say(0), minutes_ago: ages[n]! })))
        const follower = new Follower(model, narrow)
        const { store } = follower
        const load = createLoading({ requests: requestsOf(model), store })
        for (const step of steps) {
          const all = model.listMessages({ conversation_id: 'a0-p0', limit: 100 }).items
          if (step.do === 'change') model.change(step.change)
          if (step.do === 'hear') follower.hear()
          if (!store.state!.conversations.has('a0-p0')) continue
          const id = 'which' in step ? all[step.which % Math.max(1, all.length)]?.id : undefined
          if (step.do === 'around' && id) expect(await load.around('a0-p0', id, step)).toBe(true)
          if (step.do === 'older') await load.olderMessages('a0-p0', step)
          if (step.do === 'newer') await load.newerMessages('a0-p0', step)
          if (step.do === 'trim') load.trim('a0-p0', { centre: id ?? null, most: step.most })
          if (follower.heard === model.head) expect(differences(store.state!, model.snapshot(wide), wide)).toEqual([])
        }
        follower.hear()
        expect(differences(store.state!, model.snapshot(wide), wide)).toEqual([])
      },
    )
    await fc.assert(property, { numRuns: 300 })
  })

  const model = played(Array.from({ length: 80 }, () => say(0)))
  const seqsOf = ({ store }: Follower) => {
    const { messages, detached } = store.state!.threads.get('a0-p0')!
    return [detached?.messages.map(({ seq }) => seq) ?? null, messages.map(({ seq }) => seq)]
  }
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

  it('[C24] grows both ways from a message that was looked for, until it is whole', async () => {
    const follower = new Follower(model, narrow)
    const load = createLoading({ requests: requestsOf(model), store: follower.store })
    await load.around('a0-p0', 'a0-p0-40', { limit: 4 })
    expect(seqsOf(follower)).toEqual([range(39, 42), [79, 80]])
    expect(await load.newerMessages('a0-p0', { limit: 10 })).toBe(true)
    expect(await load.olderMessages('a0-p0', { limit: 10, part: 'detached' })).toBe(true)
    expect(seqsOf(follower)).toEqual([range(29, 52), [79, 80]])
    while (await load.newerMessages('a0-p0', { limit: 10 }));
    expect(seqsOf(follower)).toEqual([null, range(29, 80)])
    while (await load.olderMessages('a0-p0', { limit: 10 }));
    expect(seqsOf(follower)).toEqual([null, range(1, 80)])
    expect(follower.store.state!.threads.get('a0-p0')!.has_more).toBe(false)
  })

  it('[C24] is joined from the other side too', async () => {
    const follower = new Follower(model, narrow)
    const load = createLoading({ requests: requestsOf(model), store: follower.store })
    await load.around('a0-p0', 'a0-p0-70', { limit: 4 })
    await load.olderMessages('a0-p0', { limit: 8 })
    expect(seqsOf(follower)).toEqual([null, range(69, 80)])
  })

  it('[C24] asks for nothing when the message is held, and keeps to one detached part', async () => {
    const follower = new Follower(model, narrow)
    const asked: MessageQuery[] = []
    const load = createLoading({ requests: requestsOf(model, (query) => asked.push(query)), store: follower.store })
    await load.around('a0-p0', 'a0-p0-80')
    expect(asked).toEqual([])
    await load.around('a0-p0', 'a0-p0-10', { limit: 4 })
    await load.around('a0-p0', 'a0-p0-10', { limit: 4 })
    expect(asked).toHaveLength(1)
    await load.around('a0-p0', 'a0-p0-50', { limit: 4 })
    expect(seqsOf(follower)).toEqual([range(49, 52), [79, 80]])
  })

  it('[C25] lets go of what is far from where it is read, and gets it back', async () => {
    const follower = new Follower(model, { conversations_limit: 3, messages_limit: 80 })
    const load = createLoading({ requests: requestsOf(model), store: follower.store })
    load.trim('a0-p0', { most: 60 })
    expect(seqsOf(follower)).toEqual([null, range(21, 80)])
    await load.olderMessages('a0-p0', { limit: 50 })
    expect(seqsOf(follower)).toEqual([null, range(1, 80)])
    load.trim('a0-p0', { centre: 'a0-p0-10', most: 70 })
    expect(seqsOf(follower)).toEqual([range(1, 53), range(64, 80)])
    while (await load.newerMessages('a0-p0', { limit: 10 }));
    expect(seqsOf(follower)).toEqual([null, range(1, 80)])
  })

  it('[C24] fetches the conversation of a message with it, and says so when the message does not exist', async () => {
    const follower = new Follower(played([...Array.from({ length: 30 }, () => say(0)), say(1), say(2), say(3)]), narrow)
    const load = createLoading({ requests: requestsOf(follower.model), store: follower.store })
    expect(await load.around('a0-p0', 'a0-p0-3', { limit: 4 })).toBe(true)
    expect(follower.store.state!.conversations.has('a0-p0')).toBe(true)
    expect(await load.around('a0-p0', 'nothing', { limit: 4 })).toBe(false)
  })
})

describe('a page that knows less than the store', () => {
  const model = played([say(0), say(0), say(0), say(0)])
  const full = fromSnapshot(model.snapshot(wide), wide)
  const newest = model.listMessages({ conversation_id: 'a0-p0', limit: 2 })

  it('[C19] does not set a conversation back', () => {
    const older = played([say(0)]).getConversation('a0-p0', 1)!
    expect(mergeConversations(full, [older]).conversations.get('a0-p0')).toBe(full.conversations.get('a0-p0'))
  })

  it('[C19] leaves the messages that are held as they are', () => {
    const items = newest.items.map((message) => ({ ...message, text: 'as it was' }))
    const { messages } = mergeMessages(full, 'a0-p0', { ...newest, items }).threads.get('a0-p0')!
    expect(messages).toEqual(full.threads.get('a0-p0')!.messages)
  })

  it('[C22] does not make a complete thread look unfinished, nor lose its place in an unfinished one', () => {
    expect(mergeMessages(full, 'a0-p0', newest).threads.get('a0-p0')!.has_more).toBe(false)
    const partly = mergeMessages(fromSnapshot(model.snapshot(narrow), narrow), 'a0-p0', {
      items: model.listMessages({ conversation_id: 'a0-p0', limit: 3 }).items,
      next_cursor: 'after three',
    })
    expect(mergeMessages(partly, 'a0-p0', newest).threads.get('a0-p0')!.next_cursor).toBe('after three')
  })
})

describe('a page that knows more than the store', () => {
  it('[C19] is not set back by the events that it already knows', () => {
    const model = played([say(0)])
    const follower = new Follower(model, wide)
    play(model, [say(0), say(0)])
    const newest = model.getConversation('a0-p0', 5)!
    follower.store.update((state) => mergeConversation(state, newest))
    const counts: number[] = []
    follower.store.subscribe(() => counts.push(follower.store.state!.conversations.get('a0-p0')!.unread_count))
    while (follower.heard < model.head) follower.hear(follower.heard + 1)
    expect(counts).toEqual([3, 3])
    play(model, [{ kind: 'read_up_to', conversation: 0, seq: 0 }])
    follower.hear()
    expect(counts.at(-1)).toBe(0)
  })
})

describe('loading', () => {
  it('[C22] brings a thread in to its beginning, page by page', async () => {
    const model = played(Array.from({ length: 9 }, () => say(0)))
    const { store } = new Follower(model, narrow)
    const load = createLoading({ requests: requestsOf(model), store })
    const more = []
    do more.push(await load.olderMessages('a0-p0', { limit: 3 }))
    while (more.at(-1))
    expect(store.state!.threads.get('a0-p0')!.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(more).toEqual([true, true, false])
  })

  it('[C22] gets past what is held, however little it asks for at once', async () => {
    const model = played(Array.from({ length: 9 }, () => say(0)))
    const { store } = new Follower(model, { conversations_limit: 3, messages_limit: 5 })
    const load = createLoading({ requests: requestsOf(model), store })
    expect(await load.olderMessages('a0-p0', { limit: 2 })).toBe(true)
    expect(store.state!.threads.get('a0-p0')!.messages.length).toBe(6)
  })

  it('[C22] brings the list in to its end, in order', async () => {
    const model = played(Array.from({ length: 8 }, (_, n) => say(n)))
    const { store } = new Follower(model, narrow)
    const load = createLoading({ requests: requestsOf(model), store })
    while (await load.moreConversations({ limit: 2 }));
    const ids = listConversations(store.state!).map(({ id }) => id)
    expect(ids).toEqual(model.listConversations({}).items.map(({ id }) => id))
    expect(store.state!.list).toEqual({ has_more: false, next_cursor: null, oldest: null })
  })

  it('[C22] asks once for what is asked for twice', async () => {
    const model = played(Array.from({ length: 9 }, () => say(0)))
    const { store } = new Follower(model, narrow)
    const asked: MessageQuery[] = []
    const load = createLoading({ requests: requestsOf(model, (query) => asked.push(query)), store })
    await Promise.all([load.olderMessages('a0-p0', { limit: 4 }), load.olderMessages('a0-p0', { limit: 4 })])
    expect(asked.length).toBe(1)
  })

  it('[C22] lets somebody stop waiting while the others wait on', async () => {
    const model = played(Array.from({ length: 9 }, () => say(0)))
    const { store } = new Follower(model, narrow)
    const load = createLoading({ requests: requestsOf(model), store })
    const impatient = new AbortController()
    const first = load.olderMessages('a0-p0', { signal: impatient.signal })
    const second = load.olderMessages('a0-p0')
    impatient.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect(await second).toBe(false)
  })
})

describe('a conversation of which only an event has told', () => {
  it('[C23] is fetched once the connection is live', async () => {
    const model = played([say(0), say(1), say(2), say(3)])
    const follower = new Follower(model, narrow)
    let isLive = false
    const { look } = watch(follower, requestsOf(model), () => isLive)
    play(model, [say(0)])
    follower.hear()
    look()
    await Promise.resolve()
    expect(follower.store.state!.unloaded.size).toBe(1)
    isLive = true
    look()
    await until(follower.store, () => follower.store.state!.unloaded.size === 0)
    expect(follower.store.state!.threads.get('a0-p0')!.messages.map(({ seq }) => seq)).toEqual([1, 2])
    expect(differences(follower.store.state!, model.snapshot(narrow), narrow)).toEqual([])
  })

  it('[C23] is fetched with a few others at a time, until there are no more', async () => {
    const silent = [0, 1, 2, 3, 4, 5, 6]
    const model = played([...silent, 7, 8, 9].map(say))
    const follower = new Follower(model, narrow)
    const requests = requestsOf(model)
    const get = requests.conversations.get
    let [running, most] = [0, 0]
    requests.conversations.get = async (...asked) => {
      most = Math.max(most, ++running)
      const found = await get(...asked)
      running--
      return found
    }
    play(model, silent.map(say))
    follower.hear()
    watch(follower, requests, () => true).look()
    await until(follower.store, () => follower.store.state!.unloaded.size === 0)
    expect(follower.store.state!.conversations.size).toBe(10)
    expect(most).toBe(4)
  })

  it('[C23] is forgotten when the server does not know it any more', async () => {
    const model = played([say(0), say(1), say(2), say(3)])
    const follower = new Follower(model, narrow)
    play(model, [say(0)])
    follower.hear()
    watch(follower, requestsOf(played([])), () => true).look()
    await until(follower.store, () => follower.store.state!.unloaded.size === 0)
    expect(follower.store.state!.conversations.has('a0-p0')).toBe(false)
  })

  it('[C23] is asked for again after a while when the server could not answer', async () => {
    const model = played([say(0), say(1), say(2), say(3)])
    const follower = new Follower(model, narrow)
    play(model, [say(0)])
    follower.hear()
    const clock = new TestClock()
    const requests = requestsOf(model)
    const failed = gate<void>()
    const get = requests.conversations.get
    requests.conversations.get = async () => {
      requests.conversations.get = get
      failed.open()
      throw new ApiError(503, { code: 'overloaded' })
    }
    watch(follower, requests, () => true, clock).look()
    await failed.opened
    await clock.whenWaiting()
    clock.advance(5_000)
    await until(follower.store, () => follower.store.state!.conversations.has('a0-p0'))
  })
})

function watch(follower: Follower, requests: Requests, isLive: () => boolean, clock = new TestClock()) {
  const { store } = follower
  const loading = createLoading({ requests, store })
  return fetchUnloaded({ store, loading, clock, isLive, messages_limit: narrow.messages_limit })
}

async function load(
  { store, model }: Follower,
  page: (typeof pages)[number],
  which: number,
  answered: Promise<void>,
  beforeReading: () => void,
): Promise<unknown> {
  const state = store.state!
  const id = [...state.conversations.keys()][which % Math.max(1, state.conversations.size)] ?? ''
  const read = async <T>(answer: () => T): Promise<T> => {
    beforeReading()
    const read = answer()
    await answered
    return read
  }
  if (page === 'list') {
    const cursor = state.list.next_cursor
    if (cursor === null) return read(() => null)
    return store.load(() => read(() => model.listConversations({ limit: 2, cursor })), continueList)
  }
  if (page === 'thread') {
    return store.load(
      () => read(() => model.listMessages({ conversation_id: id, limit: 3 })),
      (now, answer) => mergeMessages(now, id, answer),
    )
  }
  const anyId = model.listConversations({}).items[which]?.id ?? id
  return store.load(
    () => read(() => model.getConversation(anyId, 3)),
    (now, answer) => (answer ? mergeConversation(now, answer) : now),
  )
}

/** As much of the REST API as loading uses, answered by a model. */
function requestsOf(model: ModelWorkspace, onMessages: (query: MessageQuery) => void = () => {}): Requests {
  const requests = {
    conversations: {
      list: async (query: { limit: number; cursor: string }) => model.listConversations(query),
      async get(id: string, { messages_limit }: { messages_limit: number }): Promise<ConversationWithMessages> {
        const found = model.getConversation(id, messages_limit)
        if (!found) throw new ApiError(404, { code: 'not_found' })
        return found
      },
    },
    messages: {
      async list(query: MessageQuery) {
        onMessages(query)
        return model.listMessages(query)
      },
    },
  }
  return requests as unknown as Requests
}

function say(contact: number): Change {
  return { kind: 'message', contact, account: 0, is_outbound: false, minutes_ago: 0 }
}

function played(changes: Change[]): ModelWorkspace {
  return play(new ModelWorkspace(), changes)
}

function play(model: ModelWorkspace, changes: Change[]): ModelWorkspace {
  for (const change of changes) model.change(change)
  return model
}

function gate<T>() {
  const { promise, resolve } = Promise.withResolvers<T>()
  return { opened: promise, open: resolve }
}

function until(store: InboxStore, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(look)
    function look() {
      if (!holds()) return
      stop()
      resolve()
    }
    look()
  })
}
