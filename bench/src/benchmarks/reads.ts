import { type Benchmark, outcomeOf, type Settings, type Verdict } from '../benchmark.ts'
import type { ReadDriver } from '../drivers/read-driver.ts'
import { interleave } from '../measure/rounds.ts'
import { percentile, rounded } from '../measure/statistics.ts'
import { type Part, startPart } from '../parts/start-part.ts'
import { fillWorkspace, labels, messagesIn, type Size, vocabulary, wordOf } from '../seed/fill-workspace.ts'
import { callApi } from '../stack/api.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { type Stack, startStack } from '../stack/start-stack.ts'

const pageGoalMs = 30
const searchGoalMs = 150
const goalRatio = 1.5
const readers = 2
const readsPerRound = 200
const small: Size = { conversations: 10_000 }
const medium: Size = { conversations: 100_000 }
const large: Size = { conversations: 1_000_000 }

/** What a team looks at all day, in a small workspace and in a large one, both in the same run. */
export const reads: Benchmark = {
  name: 'reads',
  async run({ runs, say, large: isLarge }: Settings) {
    const size = isLarge ? large : medium
    const stacks: Stack[] = []
    const driver = await startPart<ReadDriver>(new URL('../drivers/read-driver.ts', import.meta.url))
    const open = async (wanted: Size): Promise<Library> => {
      const stack = await startStack({ isInspected: false })
      stacks.push(stack)
      return openLibrary(stack, wanted, say)
    }
    try {
      const little = await open(small)
      const much = await open(size)
      const figures: Record<string, number> = {
        conversations: size.conversations,
        messages: messagesIn(size),
        small_conversations: small.conversations,
        small_messages: messagesIn(small),
        goal_ms: pageGoalMs,
        goal_ratio: goalRatio,
        search_goal_ms: searchGoalMs,
      }
      const verdicts: Verdict[] = []
      for (const kind of Object.keys(kinds) as Kind[]) {
        say(`reads: ${kind}`)
        const tokens = { little: await little.token(), much: await much.token() }
        const looks = {
          little: () => readMany(driver, little, tokens.little, kind),
          much: () => readMany(driver, much, tokens.much, kind),
        }
        await interleave(1, looks) // warms up
        const took = await interleave(runs, looks)
        const p95 = percentile(took.much.flat(), 0.95)
        const smallP95 = percentile(took.little.flat(), 0.95)
        const ratio = p95 / smallP95
        figures[`${kind}_p50_ms`] = rounded(percentile(took.much.flat(), 0.5))
        figures[`${kind}_p95_ms`] = rounded(p95)
        figures[`${kind}_small_p95_ms`] = rounded(smallP95)
        figures[`${kind}_ratio`] = rounded(ratio)
        verdicts.push({
          work: `${kind.replaceAll('_', ' ')}, ${size.conversations} conversations: p95`,
          ours: `${rounded(p95)} ms`,
          against: `${rounded(smallP95)} ms at ${small.conversations}`,
          ...judged(kind, p95, ratio),
        })
      }
      return outcomeOf(figures, verdicts)
    } finally {
      await driver.stop()
      await Promise.all(stacks.map((stack) => stack.close()))
    }
  },
}

/**
 * What a page costs must not grow with the workspace. A search visits more of it where there is more, so of that only the
 * time is judged; so it is of what most workspaces have little of, which makes the small one no measure.
 */
function judged(kind: Kind, p95: number, ratio: number): Pick<Verdict, 'goal' | 'ok'> {
  const goalMs = kind.startsWith('search_') ? searchGoalMs : pageGoalMs
  if (!steady.has(kind)) return { goal: `≤ ${goalMs} ms`, ok: p95 <= goalMs }
  return { goal: `≤ ${goalMs} ms, ${rounded(ratio)} ≤ ${goalRatio}`, ok: p95 <= goalMs && ratio <= goalRatio }
}

/** A filled server, and what can be asked for in it. */
interface Library {
  port: number
  /** A new one: it lasts for a quarter of an hour, which is less than all of this takes. */
  token(): Promise<string>
  conversations: number
  conversationIds: string[]
  messageIds: string[]
  cursors: string[]
}

type Kind = keyof typeof kinds

/** What a reader asks for, as a path. */
const kinds = {
  inbox: () => '/api/v1/conversations?limit=50',
  inbox_unread: () => '/api/v1/conversations?limit=50&unread=true',
  inbox_next: ({ cursors }: Library) => `/api/v1/conversations?limit=50&cursor=${encodeURIComponent(any(cursors))}`,
  inbox_mine: () => '/api/v1/conversations?limit=50&is_archived=false&assignee_id=me',
  inbox_unassigned: () => '/api/v1/conversations?limit=50&is_archived=false&assignee_id=none',
  inbox_label: () => `/api/v1/conversations?limit=50&is_archived=false&label=${labels.common}`,
  inbox_rare_label: () => `/api/v1/conversations?limit=50&is_archived=false&label=${labels.rare}`,
  inbox_open: () => '/api/v1/conversations?limit=50&is_archived=false&window=open',
  inbox_closing: () => '/api/v1/conversations?limit=50&is_archived=false&window=closing',
  inbox_closed: () => '/api/v1/conversations?limit=50&is_archived=false&window=closed',
  inbox_failed: () => '/api/v1/conversations?limit=50&is_archived=false&has_failed=true',
  inbox_mixed: () =>
    `/api/v1/conversations?limit=50&is_archived=false&unread=true&platform=whatsapp&assignee_id=none&label=${labels.common}`,
  counts: () => '/api/v1/conversation_counts',
  thread: ({ conversationIds }: Library) => `/api/v1/messages?limit=50&conversation_id=${any(conversationIds)}`,
  thread_around: ({ messageIds }: Library) => `/api/v1/messages?limit=50&around=${any(messageIds)}`,
  opened: ({ conversationIds }: Library) => `/api/v1/conversations/${any(conversationIds)}?messages_limit=50`,
  unread_count: () => '/api/v1/unread_count',
  search_common: () => found('please '),
  search_frequent: () => found(`${wordOf(below(50))} `),
  search_rare: () => found(`${wordOf(vocabulary - below(2_000))} `),
  search_nothing: () => found('nowhere '),
  search_prefix: () => found(wordOf(below(2_000)).slice(0, 2)),
  search_two_words: () => found(`${wordOf(below(200))} ${wordOf(below(2_000))} `),
  search_phrase: () => found(`"of customer ${below(10_000)}"`),
  search_name: ({ conversations }: Library) => found(`omer ${below(conversations)}`, 'contacts'),
  search_common_name: () => found('usto', 'contacts'),
  search_from: ({ conversations }: Library) => found(`from:"customer ${below(conversations)}" please`),
  search_unread: () => found('is:unread please'),
}

const steady: ReadonlySet<Kind> = new Set<Kind>([
  'inbox',
  'inbox_unread',
  'inbox_next',
  'thread',
  'thread_around',
  'opened',
  'unread_count',
])

function found(q: string, types = 'messages'): string {
  return `/api/v1/search?types=${types}&q=${encodeURIComponent(q)}`
}

function below(limit: number): number {
  return 1 + Math.floor(Math.random() * (limit - 1))
}

async function openLibrary(stack: Stack, size: Size, say: Settings['say']): Promise<Library> {
  const { server, pool } = stack
  await connectInboxes(stack, await server.token())
  const began = performance.now()
  await fillWorkspace(stack, size)
  say(`reads: ${messagesIn(size)} messages seeded in ${rounded((performance.now() - began) / 1_000)} s`)
  // Half of what is opened are long threads: short ones are what there is most of, long ones what is opened most.
  const { rows } = await pool.query<{ id: string }>(
    `(select id from conversations where last_seq > 100 limit 500) union all
     (select id from conversations where last_seq < 100 order by id limit 500)`,
  )
  const cursors: string[] = []
  const session = await server.signIn()
  const token = await server.token(undefined, session)
  for (let page = 0; page < 20; page++) {
    const query = page === 0 ? '' : `&cursor=${encodeURIComponent(cursors.at(-1)!)}`
    const { next_cursor } = await callApi<{ next_cursor: string }>(
      server,
      token,
      'GET',
      `conversations?limit=50${query}`,
    )
    cursors.push(next_cursor)
  }
  const { conversations } = size
  const messages = await pool.query<{ id: string }>(
    `select m.id from conversations c join messages m on m.conversation_id = c.id and m.seq = c.last_seq / 2
     where c.last_seq > 100 limit 500`,
  )
  const conversationIds = rows.map(({ id }) => id)
  const messageIds = messages.rows.map(({ id }) => id)
  return {
    port: server.port,
    token: () => server.token(undefined, session),
    conversations,
    conversationIds,
    messageIds,
    cursors,
  }
}

async function readMany(driver: Part<ReadDriver>, library: Library, token: string, kind: Kind): Promise<number[]> {
  const paths = Array.from({ length: readsPerRound }, () => kinds[kind](library))
  return driver.call('read', { port: library.port, token, paths, readers })
}

function any<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!
}
