import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { differences } from '../law.ts'
import { mergeNotes } from '../merge.ts'
import { ApiError, NetworkError } from '../request-errors.ts'
import { fromSnapshot } from '../state.ts'
import { InboxStore } from '../store.ts'
import { FakeRequests, type Fate } from '../testing/fake-requests.ts'
import { ModelWorkspace } from '../testing/model-workspace.ts'
import { TestClock } from '../testing/test-clock.ts'
import { isAnswerTo, OperationQueue } from './operation-queue.ts'
import { type Exclusively, memoryStorage, type OperationStorage } from './operation-storage.ts'
import { failureOf } from './retry.ts'
import { Screen } from './screen.ts'

vi.setConfig({ testTimeout: 60_000 })

const wide = { conversations_limit: 100, messages_limit: 100 }
const middle = () => 0.5

/** A browser with tabs: one storage, one lock, one server. */
class Browser {
  readonly model = new ModelWorkspace()
  readonly server = new FakeRequests(this.model)
  readonly clock = new TestClock()
  readonly storage: OperationStorage
  readonly exclusively = lock()

  constructor(people = 6, storage = memoryStorage()) {
    this.storage = storage
    for (let contact = 0; contact < people; contact++) {
      this.model.change({ kind: 'message', contact, account: 0, is_outbound: false, minutes_ago: 0 })
    }
  }

  open(): Tab {
    return new Tab(this)
  }
}

class Tab {
  readonly store = new InboxStore()
  readonly queue: OperationQueue
  readonly screen: Screen
  readonly errors: unknown[] = []
  readonly #browser: Browser
  #heard: number

  constructor(browser: Browser) {
    const { model, server, clock, storage, exclusively } = browser
    this.#browser = browser
    this.store.replace(model.snapshot(wide), wide)
    this.#heard = model.head
    const onError = (error: unknown) => this.errors.push(error)
    const { requests } = server
    this.queue = new OperationQueue({
      requests,
      store: this.store,
      clock,
      random: middle,
      storage,
      exclusively,
      onError,
    })
    this.screen = new Screen(this.store, this.queue)
    this.queue.start()
  }

  hear(count = Number.POSITIVE_INFINITY): void {
    const { model } = this.#browser
    const upTo = Math.min(model.head, this.#heard + count)
    this.store.apply({ events: model.log.slice(this.#heard, upTo), cursor: model.cursor(upTo) })
    this.#heard = upTo
  }

  get states(): string[] {
    return this.queue.operations.map(({ state }) => state)
  }

  isArchived(id: string): boolean {
    return this.screen.state!.conversations.get(id)!.is_archived
  }
}

/** What `navigator.locks` does: one after the other, and whoever stops waiting is passed over. */
function lock(): Exclusively {
  let last = Promise.resolve()
  return (work, signal) => {
    const turn = last.then(() => (signal.aborted ? undefined : work()))
    last = turn.catch(() => {})
    return turn
  }
}

/** Until nothing happens any more without the clock. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const id = 'a0-p0'
const others = [1, 2, 3, 4, 5].map((n) => `a0-p${n}`)

describe('what a member does', () => {
  it('[C73] shows at once, and until the store holds what the server made of it', async () => {
    const browser = new Browser()
    const tab = browser.open()
    const seen: boolean[] = []
    tab.screen.subscribe(() => seen.push(tab.isArchived(id)))
    tab.queue.add('archive', { conversation_id: id })
    expect(tab.isArchived(id)).toBe(true)
    expect(tab.store.state!.conversations.get(id)!.is_archived).toBe(false)
    await rest()
    expect(tab.states).toEqual(['done'])
    tab.hear()
    expect(tab.states).toEqual([])
    await rest()
    expect(await browser.storage.list()).toEqual([])
    expect(new Set(seen)).toEqual(new Set([true]))
  })

  it('[C73] is forgotten at once where the event came before the answer', async () => {
    const browser = new Browser()
    const tab = browser.open()
    browser.server.fate = () => 'unanswered'
    tab.queue.add('archive', { conversation_id: id })
    await rest()
    tab.hear()
    expect(tab.states).toEqual(['waiting'])
    browser.server.fate = () => 'fine'
    tab.queue.wake()
    await rest()
    expect(tab.states).toEqual([])
    expect(browser.model.log.filter(({ type }) => type === 'conversation_updated')).toHaveLength(1)
  })

  it('[C73] is forgotten when somebody else has changed the same since, within the same frame', async () => {
    const browser = new Browser()
    const tab = browser.open()
    tab.store.update((state) => mergeNotes(state, 'p0', browser.model.listNotes('p0')))
    tab.queue.add('archive', { conversation_id: id })
    tab.queue.add('add_note', { id: 'n1', contact_id: 'p0', text: 'hello' })
    await rest()
    browser.model.command(id, { is_archived: false })
    browser.model.writeNote('p0', 'n1', null)
    expect(tab.states).toEqual(['done', 'done'])
    tab.hear()
    expect(tab.states).toEqual([])
    expect(tab.isArchived(id)).toBe(false)
    expect(tab.screen.state!.notes.get('p0')!.items).toEqual([])
  })

  it('[C74] is sent in its order in a conversation, and to four conversations at a time', async () => {
    const browser = new Browser()
    const tab = browser.open()
    for (const conversation_id of [id, ...others]) {
      tab.queue.add('archive', { conversation_id })
      tab.queue.add('unarchive', { conversation_id })
      tab.queue.add('assign', { conversation_id, assignee_id: 'm1' })
    }
    tab.queue.add('change', { conversation_ids: [id, others[0]!], change: { assignee_id: null } })
    await vi.waitFor(() => expect(browser.server.asked).toHaveLength(19))
    await rest()
    expect(browser.server.most).toBe(4)
    expect(browser.server.collisions).toBe(0)
    const mine = browser.server.asked.filter((line) => line.startsWith(id)).map((line) => line.slice(line.indexOf(' ')))
    expect(mine.slice(0, 3)).toEqual([' {"is_archived":true}', ' {"is_archived":false}', ' {"assignee_id":"m1"}'])
    tab.hear()
    expect(tab.states).toEqual([])
    expect(tab.screen.state!.conversations.get(id)!.assignee_id).toBeNull()
  })

  it('[C75] is sent again after 1, 2, 4 … 60 seconds and a little, while others are not kept from it', async () => {
    const browser = new Browser()
    const tab = browser.open()
    browser.server.fate = () => 'lost'
    tab.queue.add('archive', { conversation_id: id })
    await rest()
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(tab.queue.operations).toMatchObject([
        { state: 'waiting', error: { code: 'network' }, retry_at: browser.clock.now() + seconds * 1250 },
      ])
      browser.clock.advance(seconds * 1250)
      await rest()
    }
    browser.server.fate = () => 'fine'
    tab.queue.add('archive', { conversation_id: others[0]! })
    await rest()
    expect(tab.states).toEqual(['waiting', 'done'])
    tab.queue.wake()
    await rest()
    expect(tab.states).toEqual(['done', 'done'])
    tab.queue.stop()
    expect(browser.clock.running).toBe(0)
  })

  it('[C75] waits as long as the server says, also when the network is back', async () => {
    const browser = new Browser()
    const tab = browser.open()
    browser.server.fate = () => 'told_to_wait'
    tab.queue.add('archive', { conversation_id: id })
    await rest()
    browser.server.fate = () => 'fine'
    tab.queue.wake()
    browser.clock.advance(90_000)
    await rest()
    expect(browser.server.asked).toHaveLength(1)
    browser.clock.advance(1_000)
    await rest()
    expect(tab.states).toEqual(['done'])
  })

  it('[C76] is laid before somebody when it is refused, who tries again or lets it go', async () => {
    const browser = new Browser()
    const tab = browser.open()
    browser.server.fate = () => 'forbidden'
    const { id: refused } = tab.queue.add('archive', { conversation_id: id })
    tab.queue.add('assign', { conversation_id: id, assignee_id: 'm1' })
    await rest()
    expect(tab.queue.operations).toMatchObject([
      { state: 'needs_attention', error: { code: 'forbidden', message: 'no' }, attempts: 1 },
      { state: 'needs_attention' },
    ])
    expect(tab.isArchived(id)).toBe(false)
    browser.server.fate = () => 'fine'
    tab.queue.discard(tab.queue.operations[1]!.id)
    tab.queue.retry(refused)
    expect(tab.isArchived(id)).toBe(true)
    await rest()
    tab.hear()
    expect(tab.states).toEqual([])
    expect(browser.model.snapshot(wide).conversations.items.find((each) => each.id === id)).toMatchObject({
      is_archived: true,
      assignee_id: null,
    })
  })

  it('[C76] is not done to what nobody has seen', async () => {
    const browser = new Browser()
    const tab = browser.open()
    browser.server.fate = () => 'lost'
    tab.queue.add('archive', { conversation_id: id, seen_seq: 1 })
    await rest()
    browser.server.fate = () => 'fine'
    browser.model.change({ kind: 'message', contact: 0, account: 0, is_outbound: false, minutes_ago: 0 })
    tab.hear()
    tab.queue.wake()
    await rest()
    expect(tab.queue.operations).toMatchObject([{ state: 'needs_attention', error: { code: 'written_since' } }])
    expect(tab.isArchived(id)).toBe(false)
    expect(browser.server.asked).toHaveLength(1)
  })

  it('[C77] outlives the page that did it, and is sent by the next one', async () => {
    const browser = new Browser()
    const first = browser.open()
    browser.server.fate = () => 'lost'
    first.queue.add('archive', { conversation_id: id })
    await rest()
    first.queue.stop()
    await rest()
    const second = browser.open()
    await rest()
    expect(second.isArchived(id)).toBe(true)
    browser.server.fate = () => 'fine'
    second.queue.wake()
    await rest()
    second.hear()
    expect(second.states).toEqual([])
    expect(second.store.state!.conversations.get(id)!.is_archived).toBe(true)
  })

  it('[C77] is sent again when its page died on the way, and is the same', async () => {
    const browser = new Browser()
    const first = browser.open()
    browser.server.fate = () => 'held'
    first.queue.add('archive', { conversation_id: id })
    await rest()
    expect(first.states).toEqual(['sending'])
    first.queue.stop()
    browser.server.fate = () => 'fine'
    const second = browser.open()
    await rest()
    second.hear()
    expect(browser.server.asked).toHaveLength(2)
    expect(second.states).toEqual([])
    expect(browser.model.log.filter(({ type }) => type === 'conversation_updated')).toHaveLength(1)
  })

  it('[C78] is seen by every tab and sent by one, whichever tab did it', async () => {
    const browser = new Browser()
    const [sender, other] = [browser.open(), browser.open()]
    const answers: unknown[] = []
    sender.queue.onAnswer((operation, answer) => {
      if (isAnswerTo('archive', operation, answer)) answers.push(answer.is_archived)
    })
    browser.server.fate = () => 'forbidden'
    other.queue.add('archive', { conversation_id: id })
    await rest()
    expect([sender.states, other.states]).toEqual([['needs_attention'], ['needs_attention']])
    browser.server.fate = () => 'fine'
    other.queue.retry(other.queue.operations[0]!.id)
    await rest()
    expect(sender.isArchived(id)).toBe(true)
    expect(answers).toEqual([true])
    sender.hear()
    await rest()
    // Forgotten where it is held, and shown on where it is not.
    expect([sender.states, other.states]).toEqual([[], ['done']])
    expect(other.isArchived(id)).toBe(true)
    other.hear()
    expect(other.states).toEqual([])
    expect(browser.server.asked).toHaveLength(2)
    sender.queue.stop()
    await rest()
    other.queue.add('unarchive', { conversation_id: id })
    await rest()
    other.hear()
    expect(other.isArchived(id)).toBe(false)
  })

  it('[C77] lives on in memory where the storage fails, which is told', async () => {
    const failing: OperationStorage = {
      list: async () => [],
      update: async () => {
        throw new Error('quota')
      },
      subscribe: () => () => {},
    }
    const tab = new Browser(6, failing).open()
    tab.queue.add('archive', { conversation_id: id })
    await rest()
    expect(tab.states).toEqual(['done'])
    tab.hear()
    expect(tab.states).toEqual([])
    expect(tab.errors).toContainEqual(new Error('quota'))
  })

  it('[C73] [C74] [C77] [C78] is done once and in order, whatever fails, comes late or dies', async () => {
    const fates: Fate[] = ['fine', 'fine', 'lost', 'unanswered', 'busy', 'told_to_wait']
    const nat = fc.nat(2)
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constantFrom('archive' as const, 'unarchive' as const, 'assign' as const, 'change' as const),
          tab: nat,
          n: fc.nat(3),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('hear' as const), tab: nat, n: fc.nat(4) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), tab: nat, n: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('breathe' as const), tab: nat, n: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), tab: nat, n: fc.nat(3) }) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40, size: 'max' }),
        fc.infiniteStream(fc.constantFrom(...fates)),
        async (steps, stream) => {
          const browser = new Browser(4)
          browser.server.fate = () => stream.next().value
          const tabs = [browser.open(), browser.open(), browser.open()]
          const expected = new Map<string, { is_archived: boolean; assignee_id: string | null }>()
          const wanted = (conversation: string) => {
            const now = expected.get(conversation) ?? { is_archived: false, assignee_id: null }
            expected.set(conversation, now)
            return now
          }
          let last = 0
          for (const { do: what, tab, n } of steps) {
            browser.clock.advance(1)
            if (tab !== last) await rest() // nobody is in two tabs at the same instant
            last = tab
            const { queue } = tabs[tab]!
            const conversation_id = `a0-p${n}`
            if (what === 'hear') tabs[tab]!.hear(n)
            else if (what === 'wait') browser.clock.advance(n * 2_000)
            else if (what === 'breathe') await rest()
            else if (what === 'die') {
              await rest() // what was done before has been kept
              queue.stop()
              tabs[tab] = browser.open()
            } else if (what === 'assign') {
              const assignee_id = `m${tab}`
              queue.add('assign', { conversation_id, assignee_id })
              wanted(conversation_id).assignee_id = assignee_id
            } else if (what === 'change') {
              const conversation_ids = [conversation_id, `a0-p${(n + 1) % 4}`]
              queue.add('change', { conversation_ids, change: { is_archived: true, assignee_id: null } })
              for (const each of conversation_ids) Object.assign(wanted(each), { is_archived: true, assignee_id: null })
            } else {
              queue.add(what, { conversation_id })
              wanted(conversation_id).is_archived = what === 'archive'
            }
          }

          browser.server.fate = () => 'fine'
          for (let round = 0; round < 40 && tabs.some((tab) => tab.states.length > 0); round++) {
            await rest()
            browser.clock.advance(120_000)
            await rest()
            for (const tab of tabs) tab.hear()
          }
          await rest()
          const fresh = browser.model.snapshot(wide)
          for (const tab of tabs) {
            tab.hear()
            expect(tab.states).toEqual([])
            expect(tab.screen.state).toBe(tab.store.state)
            expect(differences(tab.store.state!, fresh, wide)).toEqual([])
            expect(tab.errors).toEqual([])
          }
          expect(await browser.storage.list()).toEqual([])
          expect(browser.server.collisions).toBe(0)
          expect(browser.server.most).toBeLessThanOrEqual(4)
          for (const [conversation, end] of expected) {
            expect(fromSnapshot(fresh).conversations.get(conversation)).toMatchObject(end)
          }
          for (const tab of tabs) tab.queue.stop()
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a failure', () => {
  const api = (status: number, code = 'x', after: number | null = null) => new ApiError(status, { code }, after)
  it.each([
    ['no answer', new NetworkError('x'), 1, 1_250],
    ['the third one', new NetworkError('x'), 3, 5_000],
    ['the hundredth one', new NetworkError('x'), 100, 75_000],
    ['a broken server', api(500), 1, 1_250],
    ['one that is being restarted', api(503, 'overloaded', 4_000), 1, 4_250],
    ['too many requests', api(429, 'rate_limited', 90_000), 1, 90_250],
    ['a request that took too long', api(408), 2, 2_500],
    ['one that came too early', api(425), 2, 2_500],
    ['a sign-in that has ended', api(401, 'unauthenticated'), 1, 1_250],
    ['a refusal', api(403, 'forbidden'), 1, null],
    ['something that is gone', api(404, 'not_found'), 1, null],
    ['a conflict', api(409, 'name_taken'), 1, null],
    ['a bug', new TypeError('x is not a function'), 1, null],
  ])('[C75] [C76] %s', (_what, thrown, attempts, delay_ms) => {
    expect(failureOf(thrown, attempts, middle).delay_ms).toBe(delay_ms)
  })
})
