import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, live, sayEveryKind, seedLongThread, signedIn } from '../../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const feed = (page: Page) => page.getByRole('feed', { name: 'Messages' })
const messages = (page: Page) => feed(page).getByRole('article')

/** Where the message stands on the screen. */
async function topOf(message: Locator): Promise<number> {
  return (await message.boundingBox())!.y
}

/** Resolves when the list has stood still for some frames. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pane = document.querySelector('[role=feed]')!
    const frame = () => new Promise(requestAnimationFrame)
    for (let same = 0, last = ''; same < 6; ) {
      await frame()
      const now = `${pane.scrollTop} ${pane.scrollHeight}`
      same = now === last ? same + 1 : 0
      last = now
    }
  })
}

/** The page gets no frame to go on in until what this answers with is called. */
async function holdFrames(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const { requestAnimationFrame: request, cancelAnimationFrame: cancel } = globalThis
    const held = new Map<number, FrameRequestCallback>()
    let last = 1_000_000 // beyond those that the browser gives out
    globalThis.requestAnimationFrame = (draw) => {
      held.set(++last, draw)
      return last
    }
    globalThis.cancelAnimationFrame = (id) => void (held.delete(id) || cancel(id))
    Object.assign(globalThis, {
      letGo() {
        globalThis.requestAnimationFrame = request
        for (const draw of held.values()) request(draw)
      },
    })
  })
  return () => page.evaluate(() => (globalThis as unknown as { letGo(): void }).letGo())
}

/** How long the page itself has worked, by the clock of its thread: others may be using the machine. */
async function workOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  }
}

async function unreadOf(world: World): Promise<number> {
  return (await world.owner.get<{ messages: number }>('/unread_count')).body.messages
}

/** How far the message at the middle of the pane moves within half a second after it was scrolled, by so many panes. */
function driftAfter(page: Page, panes: number): Promise<number> {
  return feed(page).evaluate(async (pane, share) => {
    const frame = () => new Promise(requestAnimationFrame)
    pane.scrollBy({ top: pane.clientHeight * share })
    await frame()
    await frame()
    const { top, height } = pane.getBoundingClientRect()
    const row = document
      .elementFromPoint(innerWidth / 2, top + height / 2)
      ?.closest('[data-index]')
      ?.querySelector('article')
    const start = row?.getBoundingClientRect().top
    let worst = 0
    for (const until = performance.now() + 500; row && performance.now() < until; ) {
      await frame()
      worst = Math.max(worst, Math.abs(row.getBoundingClientRect().top - start!))
    }
    return worst
  }, panes)
}

describe('a thread of which the last message is held', () => {
  it('[B70] [B74] [B75] stays where it opens when what was said before comes in on the way there', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId } = await seedLongThread(world, 300)
    const { page } = await signedIn(browser, world)
    await live(page)
    await world.sandbox.customer('whatsapp', 'ada').say('Are you still there?')
    const row = page.locator(`[data-list] li[data-id="${conversationId}"]`)
    await row.getByText('Are you still there?').waitFor()

    const newest = messages(page).getByText('Are you still there?')
    const draw = await holdFrames(page)
    await page.route(`**/conversations/${conversationId}?*`, async (route) => {
      const response = await route.fetch()
      await newest.waitFor({ state: 'attached' })
      await route.fulfill({ response })
    })
    await row.getByRole('link').click()
    await messages(page).nth(3).waitFor({ state: 'attached' })
    await draw()
    await still(page)
    expect(
      await newest.evaluate((element) => {
        const { bottom } = element.getBoundingClientRect()
        return bottom <= element.closest('[role=feed]')!.getBoundingClientRect().bottom
      }),
    ).toBe(true)
  })
})

describe('a thread of 100,000 messages', () => {
  it('[B74] [B75] [B76] opens around a linked message, stays where it is read, and goes back to its end', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId, idOf } = await seedLongThread(world, 100_000)
    const { page, complaints } = await signedIn(browser, world)
    await live(page)

    const worked = await workOf(page)
    await page.goto(`${world.url}/inbox/all/${conversationId}?message=${idOf(50_000)}`)
    const target = page.locator(`[data-message="${idOf(50_000)}"]`)
    await target.waitFor()
    expect(await worked(), 'ms of work; to touch them all would take many seconds').toBeLessThan(2_000)
    await still(page)
    expect(await messages(page).count()).toBeLessThanOrEqual(60)
    expect(await target.evaluate((element) => element === document.activeElement)).toBe(true)

    // Twenty times up to the edge of what is held.
    const drifts: number[] = []
    for (let tries = 0; drifts.length < 20 && tries < 40; tries++) {
      const drift = await page.evaluate(async () => {
        const pane = document.querySelector('[role=feed]')!
        const frame = () => new Promise(requestAnimationFrame)
        pane.scrollTop = 0
        await frame()
        await frame()
        const edge = pane.getBoundingClientRect().top
        const row = [...pane.querySelectorAll('article')].find(
          (article) => article.getBoundingClientRect().bottom > edge + 20,
        )!
        const id = row.getAttribute('data-message')!
        const find = () => pane.querySelector(`[data-message="${id}"]`)
        const start = find()!.getBoundingClientRect().top
        const height = pane.scrollHeight
        let worst = 0
        for (let frames = 0, grown = 0; grown < 12 && frames < 300; frames++) {
          await frame()
          worst = Math.max(worst, Math.abs((find()?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) - start))
          if (pane.scrollHeight !== height) grown++
        }
        return pane.scrollHeight === height ? null : worst // it was there before the first look
      })
      if (drift !== null) drifts.push(drift)
    }
    expect(drifts).toHaveLength(20)
    expect(Math.max(...drifts), 'px').toBeLessThanOrEqual(1)
    expect(await messages(page).count()).toBeLessThanOrEqual(60)

    await page.keyboard.press('End')
    await messages(page).getByText('The very last one').waitFor()
    await still(page)
    expect(await messages(page).getByText('The very last one').isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: 'Go to the latest message' }).count()).toBe(0)
    expect(new URL(page.url()).search).toBe('')
    expect(complaints).toEqual([])
  }, 150_000)
})

describe('a thread', () => {
  it('[B73] [B74] keeps the line above what was unread until it is left, and reads only what was seen', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    const past = (minutes: number) => ({ at: world.now().getTime() - minutes * 60_000 })
    const oldest = await ada.say(`Message 30: ${'and so on '.repeat(20)}`, past(30))
    for (let n = 29; n > 0; n--) await ada.say(`Message ${n}: ${'and so on '.repeat(20)}`, past(n))
    await world.idle()
    const { page } = await signedIn(browser, world)
    await live(page)
    await page.bringToFront()
    await page.getByRole('link', { name: /Ada/ }).click()

    const line = feed(page).getByText('30 unread messages')
    await line.waitFor()
    await still(page)
    expect(await unreadOf(world)).toBe(30) // its end was never on the screen
    const jump = page.getByRole('button', { name: 'Go to the latest message, 30 unread' })
    const before = await topOf(messages(page).first())
    await ada.say('One more')
    await page.getByRole('button', { name: 'Go to the latest message, 31 unread' }).waitFor()
    expect(await topOf(messages(page).first())).toBe(before)

    await page.getByRole('button', { name: /Go to the latest message/ }).click()
    await messages(page).getByText('One more').waitFor()
    await jump.waitFor({ state: 'detached' })
    await expect.poll(() => unreadOf(world)).toBe(0)

    // A message above what is read becomes longer, and one below it comes.
    await feed(page).evaluate((pane) => pane.scrollTo({ top: 260 }))
    await still(page)
    const reading = messages(page).filter({ hasText: 'Message 27:' })
    const place = await topOf(reading)
    await ada.edit(oldest, `Corrected: ${'and so on '.repeat(90)}`)
    await messages(page)
      .getByText(/Corrected/)
      .waitFor({ state: 'attached' })
    await still(page)
    expect(Math.abs((await topOf(reading)) - place)).toBeLessThanOrEqual(1)
    await feed(page).evaluate((pane) => pane.scrollTo({ top: 0 }))
    await line.waitFor()
    await ada.say('Unseen')
    await world.idle()
    await still(page)
    expect(await unreadOf(world)).toBe(1)
    expect(await line.textContent()).toBe('30 unread messages')
  })

  it('[B71] shows every kind of message, and what became of it', async () => {
    await using world = await startWorld({ sandbox: true })
    await sayEveryKind(world)
    const { page, complaints } = await signedIn(browser, world, { viewport: { width: 1360, height: 6000 } })
    await live(page)
    const open = async (name: RegExp) => {
      await page.getByRole('link', { name }).click()
      await page.getByRole('heading', { name }).first().waitFor()
      await messages(page).first().waitFor()
      await still(page)
    }
    const says = (text: string | RegExp) => feed(page).getByText(text).first().waitFor()

    await open(/Ada/)
    await feed(page).getByRole('link', { name: 'https://example.com/bowls?id=7' }).waitFor()
    for (const label of ['Read, ', 'Failed: ']) await feed(page).getByRole('img', { name: label }).first().waitFor()
    await says(/Not delivered: /)
    await feed(page).getByRole('list', { name: 'Reactions' }).waitFor()
    for (const words of [
      'It should go here',
      'invoice-2026.pdf',
      'The workshop',
      'Bo Li',
      'Forwarded',
      'Came from the ad “Summer sale”',
      'As a gift',
      'Total',
      'order_ok',
      'Which size?',
      'Chose',
      'Answers of a form',
      'WhatsApp does not let other apps show this kind of message.',
      'This message was unsent',
    ]) {
      await says(words)
    }
    await feed(page).getByText('£49.00').first().waitFor()
    await feed(page).getByRole('list', { name: 'Answers to choose from' }).getByText('(chosen)').waitFor()
    await feed(page).getByRole('button', { name: 'Edited: show what it said before' }).click()
    await page.getByRole('dialog', { name: 'Earlier versions' }).getByText('See you tomorow').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Earlier versions' }).waitFor({ state: 'detached' })

    await open(/Bruno/)
    await says('Tapped')
    await feed(page)
      .getByRole('button', { name: /View: / })
      .nth(8)
      .waitFor({ state: 'detached' })
    expect(
      await feed(page)
        .getByRole('button', { name: /View: / })
        .count(),
    ).toBe(4 + 3)
    await feed(page)
      .getByRole('button', { name: /Play: / })
      .waitFor()
    await says('Bowls of the world')
    await says(/£24\.00/)
    await says('Came through the link “spring-flyer”')
    await feed(page).getByRole('img', { name: 'Delivered' }).waitFor()

    await open(/Lucia|Lucía/)
    await says('The story has expired.')
    await says('Mentioned you in a story')
    await feed(page).getByRole('img', { name: 'Story' }).first().waitFor()
    await says('How bowls are made')
    await feed(page).locator('video').waitFor()
    await says(/هل يمكنكم/)
    expect(complaints).toEqual([])
  })

  it('[B78] shows a picture as large as wanted, and gives the focus back', async () => {
    await using world = await startWorld({ sandbox: true })
    const bruno = world.customer('messenger', 'bruno')
    await bruno.album(3)
    await bruno.sendVoice()
    await bruno.sendVoice()
    await world.idle()
    const { page } = await signedIn(browser, world)
    await page.getByRole('link', { name: /Bruno/ }).click()
    const second = feed(page)
      .getByRole('button', { name: /View: / })
      .nth(1)
    await second.click()
    const viewer = page.getByRole('dialog', { name: 'Pictures and videos' })
    await viewer.getByText('2 of 3').waitFor()
    await page.keyboard.press('ArrowRight')
    await viewer.getByText('3 of 3').waitFor()
    await page.keyboard.press('+')
    await expect
      .poll(() => viewer.getByRole('img').evaluate((picture) => picture.style.transform))
      .toMatch(/scale\(1\.5/)
    await page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
    expect(await second.evaluate((button) => button === document.activeElement)).toBe(true)

    // One voice at a time, and five seconds per arrow.
    const slider = feed(page).getByRole('slider').first()
    const voices = feed(page)
      .getByRole('article')
      .filter({ has: page.getByRole('slider') })
    const pauseOf = (n: number) => voices.nth(n).getByRole('button', { name: 'Pause: Voice message' })
    // They last two seconds: what is to be seen meanwhile is waited for from before on.
    const play = (n: number) =>
      Promise.all([pauseOf(n).waitFor(), voices.nth(n).getByRole('button', { name: 'Play: Voice message' }).click()])
    await play(0)
    await play(1)
    expect(await pauseOf(0).count()).toBe(0)
    await slider.press('End')
    await slider.press('ArrowLeft')
    const [now, max] = await slider.evaluate((element) =>
      ['aria-valuenow', 'aria-valuemax'].map((name) => Number(element.getAttribute(name))),
    )
    expect(now).toBe(Math.max(0, max! - 5))
  })

  it('[B79] says aloud what is new, one line a second, and is silent while history loads', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    // Not as tall as the pane, and read as far as to the last of them.
    for (let n = 0; n < 12; n++) await ada.say(`Earlier ${n}`)
    await world.idle()
    await world.owner.post('/messages/read', { all: true })
    await ada.say('Earlier 12')
    await world.idle()
    const { page } = await signedIn(browser, world, { viewport: { width: 1360, height: 1400 } })
    await live(page)
    await page.getByRole('link', { name: /Ada/ }).click()
    await messages(page).getByText('Earlier 12').waitFor()
    await still(page)
    // The line itself, and no copy over it; a day may end meanwhile.
    expect(
      await page
        .getByRole('main')
        .getByText(/^(Today|Yesterday)$/)
        .count(),
    ).toBe(1)
    const log = page.getByRole('log', { name: 'New messages' })
    expect(await log.textContent()).toBe('')
    await ada.say('Are you there?')
    await log.getByText('Ada: Are you there?').waitFor()
    await Promise.all(['One', 'Two', 'Three', 'Four'].map((text) => ada.say(text)))
    await log.getByText(/^\d new messages$/).waitFor()
  })

  it('[B80] goes from message to message by arrows, and opens what can be done with one by Enter', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    for (const text of ['First', 'Second', 'Third']) await ada.say(text)
    const { page } = await signedIn(browser, world)
    await page.getByRole('link', { name: /Ada/ }).click()
    await messages(page).getByText('Third').waitFor()
    await messages(page).filter({ hasText: 'Third' }).focus()
    await page.keyboard.press('ArrowUp')
    const second = messages(page).filter({ hasText: 'Second' })
    const room = await second.locator('p').evaluate((words) => {
      const text = document.createRange()
      text.selectNodeContents(words)
      return words.clientWidth - text.getBoundingClientRect().width
    })
    expect(room, 'px kept free for a time that does not show').toBeLessThan(2)
    await second.getByRole('time').waitFor() // it is pointed at by the keyboard, and shows its time beside it
    await expect.poll(() => second.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await feed(page).locator('article[tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'View raw data' }).click()
    const raw = page.getByRole('dialog', { name: 'Raw data' })
    await raw.getByText('"body": "Second"').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Mark unread from here' }).click()
    await expect.poll(() => unreadOf(world)).toBe(2)
  })

  it('[B70] asks once for each part, and shows nothing twice, however often it is left and opened meanwhile', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId } = await seedLongThread(world, 300)
    await world.customer('instagram', 'noor').say('Somebody else')
    const { page } = await signedIn(browser, world)
    await live(page)
    const asked: string[] = []
    const waiting: (() => void)[] = []
    await page.route(/\/api\/v1\/(messages|conversations\/[^/]+)\?/, async (route) => {
      if (!route.request().url().includes(conversationId)) return route.continue()
      asked.push(route.request().url())
      await new Promise<void>((resolve) => waiting.push(resolve))
      await route.continue()
    })
    const open = (name: RegExp) => page.locator('[data-list]').getByRole('link', { name }).click()
    for (let time = 0; time < 3; time++) {
      await open(/The very last one/)
      await page.getByRole('main').getByRole('heading', { name: 'Ada' }).waitFor()
      await open(/Somebody else/)
      await messages(page).getByText('Somebody else').waitFor()
    }
    await open(/The very last one/)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked).toEqual([...new Set(asked)])
    while (waiting.length > 0 || (await messages(page).count()) < 5) {
      waiting.shift()?.()
      await page.evaluate(() => new Promise(requestAnimationFrame))
    }
    await still(page)
    const shown = await messages(page).evaluateAll((all) => all.map((each) => each.getAttribute('data-message')))
    expect(shown).toEqual([...new Set(shown)])
    const pages = asked.filter((url) => url.includes('/messages?'))
    expect(pages).toEqual([...new Set(pages)])
  })

  it('[B81] says which team-mate is answering', async () => {
    await using world = await startWorld({ sandbox: true })
    await world.customer('whatsapp', 'ada').say('hello')
    const sam = await world.member('Sam')
    const { page } = await signedIn(browser, world)
    await live(page)
    await page.getByRole('link', { name: /Ada/ }).click()
    await messages(page).getByText('hello').waitFor()
    const [{ id }] = (await world.owner.get<{ items: [{ id: string }] }>('/conversations')).body.items
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/api/v1/realtime`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send(JSON.stringify({ op: 'auth', token: sam.token }))
    socket.addEventListener('message', ({ data }) => {
      if (!String(data).includes('"ready"')) return
      socket.send(JSON.stringify({ op: 'typing', conversation_id: id, is_typing: true }))
    })
    await page.getByRole('main').getByText('Sam is replying…').waitFor()
    socket.close()
  })

  it('[B77] goes to the message that another one answers, and shows once which it is', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    const past = (minutes: number) => ({ at: world.now().getTime() - minutes * 60_000 })
    const first = await ada.say('Where it began', past(200))
    for (let n = 150; n > 0; n--) void ada.say(`Message ${n}`, past(n))
    await ada.reply(first, 'As I said')
    await world.idle()
    await world.owner.post('/messages/read', { all: true })
    const { page } = await signedIn(browser, world)
    await page.getByRole('link', { name: /Ada/ }).click()
    await messages(page).getByText('As I said').waitFor()
    const flashed = feed(page).locator('article[data-flashed]', { hasText: 'Where it began' })
    await Promise.all([
      flashed.waitFor(), // it is for two seconds
      page.getByRole('button', { name: /Go to the original: Where it began/ }).click(),
    ])
    await expect.poll(() => page.locator('article:focus').textContent()).toContain('Where it began')
    await flashed.waitFor({ state: 'detached' })

    // On from there towards the end, page by page, without a jump.
    const last = messages(page).getByText('As I said')
    for (let pages = 0; pages < 60 && (await last.count()) === 0; pages++) {
      expect(await driftAfter(page, 0.9)).toBeLessThanOrEqual(1)
    }
    expect(await last.count()).toBe(1)
  })
})
