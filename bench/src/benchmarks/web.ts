import type { Page } from 'playwright-core'
import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import { type Answer, inputToPaint } from '../browser/input-to-paint.ts'
import { openInboxBrowser } from '../browser/open-inbox.ts'
import { framesWhileScrolling, readBackwards, scrollToEnd } from '../browser/scrolling.ts'
import { tabMemory } from '../browser/tab-memory.ts'
import { median, percentile, rounded } from '../measure/statistics.ts'
import { fillThread } from '../seed/fill-thread.ts'
import { fillWorkspace } from '../seed/fill-workspace.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { startStack } from '../stack/start-stack.ts'

const size = { conversations: 50_000 }
const threadMessages = 100_000
const goals = {
  inputP75Ms: 50,
  inputP95Ms: 100,
  scriptBytes: 180_000,
  rows: 60,
  memoryBytes: 250 * 1_000_000,
  driftPx: 1,
}
const eachInput = 30
const pagesBackwards = 20
const scrollSeconds = 3
const listDeadlineMs = 600_000

const list = '[data-list]'
const feed = '[role=feed]'

/**
 * The web app in a real browser, over a large inbox: every conversation of it is brought into the tab, and a long thread
 * is read backwards, before inputs are timed and the tab's memory is looked at.
 */
export const web: Benchmark = {
  name: 'web',
  async run({ say }: Settings) {
    const stack = await startStack({ isInspected: false })
    try {
      const { server, pool } = stack
      await connectInboxes(stack, await server.token())
      say(`web: seeding ${size.conversations} conversations and a thread of ${threadMessages} messages`)
      await fillWorkspace(stack, size)
      const thread = await fillThread(pool, threadMessages)
      await server.restart() // what it had read of the empty workspace

      const inbox = await openInboxBrowser(server.url)
      try {
        const { page, devtools, scriptBytes } = await inbox.open('/inbox/all')
        await page.locator(`${list} li`).first().waitFor()
        const initialBytes = scriptBytes()
        await page.getByText('Live', { exact: true }).waitFor()
        await page.waitForLoadState('networkidle')
        const withPreloadedBytes = scriptBytes()

        say('web: bringing in every conversation')
        const whole = `${list} li[aria-posinset="${size.conversations}"]`
        const rowsOfList = await scrollToEnd(page, list, whole, listDeadlineMs)
        const held = await lastPosition(page)
        const scrolling = await framesFromTheMiddle(page)

        say('web: reading a long thread')
        await page.locator(list).evaluate((pane) => pane.scrollTo({ top: 0 }))
        await page.locator(`${list} li[data-id="${thread.conversationId}"] a`).click()
        await page.locator(`[data-message="${thread.idOf(threadMessages)}"]`).waitFor()
        const drifts = await readBackwards(page, feed, pagesBackwards)
        const rowsOfThread = await page.locator(`${feed} article`).count()
        const threadFrames = await framesWhileScrolling(page, feed, scrollSeconds)
        const memory = await tabMemory(inbox.browser, devtools)

        say('web: timing inputs')
        const inputs = await timeInputs(page, thread.conversationId)
        const all = Object.values(inputs).flat()
        const p75 = percentile(all, 0.75)
        const p95 = percentile(all, 0.95)
        const rows = Math.max(rowsOfList, rowsOfThread)
        const drift = Math.max(...drifts)
        const figures = {
          conversations: size.conversations,
          conversations_held: held,
          thread_messages: threadMessages,
          inputs: all.length,
          input_p50_ms: rounded(median(all)),
          input_p75_ms: rounded(p75),
          input_p75_goal_ms: goals.inputP75Ms,
          input_p95_ms: rounded(p95),
          input_p95_goal_ms: goals.inputP95Ms,
          ...Object.fromEntries(
            Object.entries(inputs).map(([kind, took]) => [`${kind}_p75_ms`, rounded(percentile(took, 0.75))]),
          ),
          initial_js_bytes: initialBytes,
          initial_js_goal_bytes: goals.scriptBytes,
          with_preloaded_js_bytes: withPreloadedBytes,
          list_rows_mounted: rowsOfList,
          thread_rows_mounted: rowsOfThread,
          rows_goal: goals.rows,
          prepends: drifts.length,
          prepend_drift_px: rounded(drift),
          prepend_drift_goal_px: goals.driftPx,
          list_frame_p95_ms: rounded(percentile(scrolling, 0.95)),
          thread_frame_p95_ms: rounded(percentile(threadFrames, 0.95)),
          tab_memory_bytes: memory.privateBytes,
          tab_heap_bytes: memory.heapBytes,
          tab_memory_goal_bytes: goals.memoryBytes,
        }
        const memoryBytes = memory.privateBytes ?? memory.heapBytes
        return outcomeOf(figures, [
          {
            work: `input to paint, ${held} conversations held: p75, p95`,
            ours: `${rounded(p75)}, ${rounded(p95)} ms`,
            against: '',
            goal: `≤ ${goals.inputP75Ms}, ${goals.inputP95Ms} ms`,
            ok: p75 <= goals.inputP75Ms && p95 <= goals.inputP95Ms && held === size.conversations,
          },
          {
            work: 'initial JavaScript, as it crosses',
            ours: `${rounded(initialBytes / 1_000)} kB`,
            against: '',
            goal: `≤ ${goals.scriptBytes / 1_000} kB`,
            ok: initialBytes <= goals.scriptBytes,
          },
          { work: 'rows mounted', ours: `${rows}`, against: '', goal: `≤ ${goals.rows}`, ok: rows <= goals.rows },
          {
            work: `reading row moves when older messages come, ${drifts.length} times`,
            ours: `${rounded(drift)} px`,
            against: '',
            goal: `≤ ${goals.driftPx} px`,
            ok: drift <= goals.driftPx,
          },
          {
            work: 'memory of the tab',
            ours: `${Math.round(memoryBytes / 1_000_000)} MB`,
            against: `${Math.round(memory.heapBytes / 1_000_000)} MB of it heap`,
            goal: `≤ ${goals.memoryBytes / 1_000_000} MB`,
            ok: memoryBytes <= goals.memoryBytes,
          },
        ])
      } finally {
        await inbox.close()
      }
    } finally {
      await stack.close()
    }
  },
}

async function lastPosition(page: Page): Promise<number> {
  return page.locator(`${list} li`).evaluateAll((rows) => Math.max(...rows.map((row) => Number(row.ariaPosInSet))))
}

async function framesFromTheMiddle(page: Page): Promise<number[]> {
  await page.locator(list).evaluate((pane) => pane.scrollTo({ top: pane.scrollHeight / 2 }))
  return framesWhileScrolling(page, list, scrollSeconds)
}

/** What people do all day, each many times, with everything that it shows at hand. `without`: read from its middle. */
async function timeInputs(page: Page, without: string): Promise<Record<string, number[]>> {
  await page.locator(list).evaluate((pane) => pane.scrollTo({ top: 0 }))
  const ids = (await rowIds(page)).filter((id) => id !== without)
  const messageOf = await openEach(page, ids)
  const linkOf = (id: string) => page.locator(`${rowOf(id)} a`)
  const key = (name: string) => () => page.keyboard.press(name)
  const took: Record<string, number[]> = {}
  async function time(kind: string, input: () => Promise<void>, answer: Answer) {
    took[kind] ??= []
    took[kind].push(await inputToPaint(page, input, answer))
  }
  const openOf = (id: string): Answer => there(`${feed} [data-message="${messageOf.get(id)}"]`)

  const rounds = Array.from({ length: eachInput }, (_, n) => ({ n, isOdd: n % 2 === 1, id: ids[n % ids.length]! }))
  for (const { id } of rounds) await time('open', () => linkOf(id).click(), openOf(id))
  await linkOf(ids[0]!).click()
  for (const { isOdd } of rounds) await time('next', key(isOdd ? 'k' : 'j'), openOf(ids[isOdd ? 0 : 1]!))
  await linkOf(ids[0]!).focus()
  for (const { isOdd } of rounds) {
    await time('focus', key(isOdd ? 'ArrowUp' : 'ArrowDown'), there(`${rowOf(ids[isOdd ? 0 : 1]!)} a:focus`))
  }
  const selected = `${rowOf(ids[0]!)}[data-selected]`
  for (const { isOdd } of rounds) await time('select', key('x'), isOdd ? gone(selected) : there(selected))
  const palette = '[role=combobox]'
  for (const { isOdd } of rounds) {
    await time('palette', key(isOdd ? 'Escape' : 'Control+k'), isOdd ? gone(palette) : there(palette))
  }
  const panel = '#panel-pane section'
  for (const _ of rounds) {
    const isOpen = (await page.locator(panel).count()) > 0
    await time('panel', key('p'), isOpen ? gone(panel) : there(panel))
  }
  return took
}

const rowOf = (id: string) => `${list} li[data-id="${id}"]`
const there = (selector: string): Answer => ({ selector, isThere: true })
const gone = (selector: string): Answer => ({ selector, isThere: false })

/** Opens each once, because the first time comes over the network. Answers with the last message of each. */
async function openEach(page: Page, ids: readonly string[]): Promise<Map<string, string>> {
  const messageOf = new Map<string, string>()
  for (const id of ids) {
    await page.locator(`${rowOf(id)} a`).click()
    // The row says what was said last, and nobody says the same.
    const said = await page
      .locator(`${rowOf(id)} bdi`)
      .last()
      .textContent()
    const message = page.locator(`${feed} article`, { hasText: said! })
    messageOf.set(id, (await message.getAttribute('data-message'))!)
  }
  return messageOf
}

/** The rows that are on the screen as a whole. */
async function rowIds(page: Page): Promise<string[]> {
  return page.locator(list).evaluate((pane) => {
    const { bottom } = pane.getBoundingClientRect()
    return [...pane.querySelectorAll('li')]
      .filter((row) => row.getBoundingClientRect().bottom <= bottom)
      .map((row) => row.dataset.id!)
  })
}
