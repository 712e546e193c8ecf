import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, live, signedIn } from '../../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const rowOf = (page: Page, text: string) => page.getByRole('link', { name: new RegExp(text) })

/** What the browser has kept: by the name of the store, how many rows. */
function keptRows(page: Page, store: string): Promise<number> {
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('switchboard')
        opening.onerror = () => reject(new Error('not opened'))
        opening.onsuccess = () => {
          const counting = opening.result.transaction(name).objectStore(name).count()
          counting.onerror = () => reject(new Error('not counted'))
          counting.onsuccess = () => {
            opening.result.close()
            resolve(counting.result)
          }
        }
      }),
    store,
  )
}

async function workerReady(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await (await caches.open('switchboard-1')).match('/')) !== undefined)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

async function inboxWith(world: World, ...texts: string[]) {
  for (const [n, text] of texts.entries()) await world.customer('whatsapp', `customer ${n}`).say(text)
  await world.idle()
  const { page } = await signedIn(browser, world, { serviceWorkers: 'allow' })
  await live(page)
  for (const text of texts) await rowOf(page, text).waitFor()
  await expect.poll(() => keptRows(page, 'conversations')).toBe(texts.length)
  return page
}

/** How often the log says that a conversation was archived. */
async function timesArchived({ db }: World): Promise<number> {
  const { rows } = await db.pool.query(
    `select count(distinct pos)::int as n from events where type = 'conversation_updated' and (data ->> 'is_archived')::boolean`,
  )
  return rows[0].n
}

describe('what was done without a connection', () => {
  it('[B160] [B161] shows at once, survives a reload, and is done once, by one of two tabs', async () => {
    await using world = await startWorld({ sandbox: true })
    const page = await inboxWith(world, 'the blue bowl', 'the red one')
    const context = page.context()
    const other = await context.newPage()
    await other.goto(world.url)
    await live(other)
    await page.bringToFront()
    await workerReady(page)

    await context.setOffline(true)
    await page.getByText('You are offline').waitFor()
    await rowOf(page, 'the blue bowl').focus()
    await page.keyboard.press('e')
    await rowOf(page, 'the blue bowl').waitFor({ state: 'detached' })
    await rowOf(other, 'the blue bowl').waitFor({ state: 'detached' })
    await page.getByText('1 change waits to be sent').waitFor()
    expect(await timesArchived(world)).toBe(0)
    await page.getByRole('link', { name: 'Unread 1' }).waitFor() // as the list has it
    const before = page.viewportSize()!
    await page.setViewportSize({ width: 390, height: 800 })
    await expect.poll(async () => (await page.getByText('You are offline').boundingBox())?.height).toBeLessThan(40) // px
    await page.setViewportSize(before)

    await page.reload()
    await rowOf(page, 'the red one').waitFor()
    await page.getByText('1 change waits to be sent').waitFor()
    expect(await rowOf(page, 'the blue bowl').count()).toBe(0)

    await context.setOffline(false)
    await live(page)
    await live(other)
    await expect.poll(() => timesArchived(world), { timeout: 20_000 }).toBe(1)
    await expect.poll(() => keptRows(page, 'operations')).toBe(0)
    expect(await rowOf(page, 'the blue bowl').count()).toBe(0)
    expect(await timesArchived(world)).toBe(1)
  })
})

describe('what was seen last', () => {
  it('[B161] [B163] [B164] is there at once when the server is not, can be worked with, and is never called live', async () => {
    const world = await startWorld({ sandbox: true })
    let page: Page
    try {
      page = await inboxWith(world, 'the blue bowl')
      await workerReady(page)
    } finally {
      await world[Symbol.asyncDispose]()
    }
    await page.reload()
    await rowOf(page, 'the blue bowl').click()
    await page.getByRole('main').getByText('the blue bowl').waitFor()
    await page.getByText(/Reconnecting…|Server unavailable/).waitFor()
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0)

    await page.keyboard.press('e')
    const strip = page.getByRole('banner').filter({ hasText: 'The server has not answered for a while' })
    await strip.getByText('1 change waits to be sent').waitFor()
  })

  it('[B165] is gone after signing out', async () => {
    await using world = await startWorld({ sandbox: true })
    const page = await inboxWith(world, 'the blue bowl')
    await page.getByRole('button', { name: /Your menu/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expect.poll(() => keptRows(page, 'head')).toBe(0)
    expect(await keptRows(page, 'conversations')).toBe(0)
  })
})

describe('ten tabs', () => {
  it('[B170] make one sound of what a customer writes', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page } = await signedIn(browser, world)
    const context = page.context()
    const sounds: string[] = []
    await context.exposeBinding('heardSound', ({ page: tab }) => sounds.push(tab.url()))
    await context.addInitScript(() => {
      const { start } = OscillatorNode.prototype
      OscillatorNode.prototype.start = function (...when) {
        ;(globalThis as unknown as { heardSound(): void }).heardSound()
        start.apply(this, when)
      }
    })
    await page.reload()
    const tabs = [page, ...(await newTabs(context, 9, world.url))]
    for (const tab of tabs) await live(tab)
    await expect.poll(() => holders(page, 'switchboard.telling'), { timeout: 20_000 }).toEqual({ held: 1, pending: 9 })
    for (const tab of tabs) await tab.mouse.click(5, 300) // without a gesture a browser plays nothing

    await world.customer('whatsapp', 'ada').say('hello?')
    for (const tab of tabs) await rowOf(tab, 'hello').waitFor()
    await expect.poll(() => sounds.length).toBe(2) // the two tones of one sound
    expect(new Set(sounds).size).toBe(1)
  })
})

async function newTabs(context: BrowserContext, count: number, url: string): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()))
  for (const tab of tabs) await tab.goto(url)
  return tabs
}

function holders(page: Page, name: string): Promise<{ held: number; pending: number }> {
  return page.evaluate(async (wanted) => {
    const { held = [], pending = [] } = await navigator.locks.query()
    const count = (locks: LockInfo[]) => locks.filter((lock) => lock.name === wanted).length
    return { held: count(held), pending: count(pending) }
  }, name)
}
