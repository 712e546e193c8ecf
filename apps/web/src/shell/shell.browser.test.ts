import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, live, openPage, setLook, signedIn, signIn } from '../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
  await world.sandbox.customer('whatsapp', 'ada').say('Is the blue bowl still there?')
  await world.sandbox.customer('instagram', 'noor').say('How much is shipping?')
  await world.idle()
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

const phone = { viewport: { width: 390, height: 844 } }
const pathOf = (page: Page) => new URL(page.url()).pathname
const rowOf = (page: Page, text: string) => page.getByRole('link', { name: new RegExp(text) })
const focusedRegion = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null)

describe('the address', () => {
  it('[B12] is where one is: it can be shared, and Back goes back', async () => {
    const { page, complaints } = await signedIn(browser, world)
    await rowOf(page, 'blue bowl').click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    const address = page.url()
    expect(new URL(address).pathname).toMatch(/^\/inbox\/all\/[\w-]+$/)
    await page.getByRole('link', { name: 'Archived' }).click()
    await page.getByText('No conversation is in this view').waitFor()
    await page.goBack()
    expect(page.url()).toBe(address)
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    await page.goBack()
    await page.getByText('Choose a conversation').waitFor()
    expect(complaints).toEqual([])
  })

  it('[B12] narrows the list by what it says', async () => {
    const { page } = await signedIn(browser, world, { path: '/inbox/all?platform=instagram' })
    await rowOf(page, 'shipping').waitFor()
    expect(await rowOf(page, 'blue bowl').count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?platform=instagram')
    await page.goto(`${world.url}/inbox/all?platform=messenger`)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await rowOf(page, 'blue bowl').waitFor()
  })

  it('[B13] of a conversation from before there were views leads there', async () => {
    const { page } = await signedIn(browser, world)
    await rowOf(page, 'shipping').click()
    const id = pathOf(page).split('/').at(-1)
    await page.goto(`${world.url}/inbox/${id}`)
    await page.getByRole('main').getByText('How much is shipping?').waitFor()
    expect(pathOf(page)).toBe(`/inbox/all/${id}`)
  })

  it('[B13] that one had to sign in for is where one is after it', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/settings/keys`)
    await signIn(page, world.owner)
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor()
  })

  it('[B13] of nothing says so', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/no/such/page`)
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  })
})

describe('the scripts', () => {
  it('[B17] of an inbox that is live are at most 180 kB, compressed', async () => {
    const { page } = await signedIn(browser, world)
    // A thread's come a second later, which a slow machine may take to be live.
    await page.route('**/open-thread-*', (route) => route.abort())
    await page.reload()
    await live(page)
    const urls = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .flatMap(({ name }) => (name.endsWith('.js') && !name.includes('/open-thread-') ? name : [])),
    )
    const sizeOf = async (url: string) => {
      const { headers } = await fetch(url, { method: 'HEAD', headers: { 'accept-encoding': 'br' } })
      expect(headers.get('content-encoding')).toBe('br')
      return Number(headers.get('content-length'))
    }
    const sizes = await Promise.all([...new Set(urls)].map(sizeOf))
    expect(Math.min(...sizes)).toBeGreaterThan(0)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(180_000)
  })
})

describe('by width', () => {
  it('[B14] a phone shows one thing at a time, and Back leads from one to the other', async () => {
    const { page } = await signedIn(browser, world, phone)
    await rowOf(page, 'blue bowl').click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    expect(await page.locator('[data-region=list]').count()).toBe(0)
    await page.getByRole('button', { name: 'Contact panel' }).click()
    await page.getByRole('main', { name: 'Contact' }).waitFor()
    expect(await page.getByRole('main').count()).toBe(1)
    await page.goBack()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor()
    expect(await page.locator('[data-region=thread]').count()).toBe(0)
  })

  it('[B14] nothing is wider than the narrowest screen', async () => {
    const { page } = await signedIn(browser, world, { viewport: { width: 320, height: 640 } })
    for (const path of ['/inbox/all', '/settings/appearance', '/settings/keys', '/sandbox']) {
      await page.goto(world.url + path)
      await page.locator('[data-region=rail]').waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320)
    }
  })

  it('[B15] panes are sized by keys and by dragging, and stay so', async () => {
    const { page } = await signedIn(browser, world)
    const separator = page.getByRole('separator', { name: 'Width of the list' })
    const width = async () => (await page.locator('#list-pane').boundingBox())!.width
    expect(await width()).toBe(360)
    await separator.focus()
    await page.keyboard.press('ArrowRight')
    expect(await width()).toBe(376)
    await page.keyboard.press('Home')
    expect(await width()).toBe(280)
    const box = (await separator.boundingBox())!
    await page.mouse.move(box.x + 4, 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 104, 300)
    await page.mouse.up()
    expect(await width()).toBe(380)
    expect(await separator.getAttribute('aria-valuenow')).toBe('380')
    await page.reload()
    await separator.waitFor()
    expect(await width()).toBe(380)
    await separator.dblclick()
    expect(await width()).toBe(360)
  })
})

describe('the keyboard', () => {
  it('[B16] goes round the regions with F6, and back with Shift', async () => {
    const { page } = await signedIn(browser, world)
    await rowOf(page, 'blue bowl').click()
    await page.getByRole('complementary').waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    for (const region of ['rail', 'list', 'thread', 'panel', 'rail']) {
      await page.keyboard.press('F6')
      expect(await focusedRegion(page)).toBe(region)
    }
    await page.keyboard.press('Shift+F6')
    expect(await focusedRegion(page)).toBe('panel')
  })

  it('[B30] finds every command in one place', async () => {
    const { page } = await signedIn(browser, world)
    await page.keyboard.press('Control+k')
    const field = page.getByRole('combobox')
    await field.fill('settings')
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Control+k')
    await field.fill('ada')
    await page.getByRole('option', { name: /Ada/ }).click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Next conversation').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('[B30] walks the list and goes to places', async () => {
    const { page } = await signedIn(browser, world)
    await rowOf(page, 'shipping').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('main').getByText('How much is shipping?').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    await page.keyboard.press('u')
    await page.getByText('Choose a conversation').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('navigation', { name: 'Settings' }).waitFor()
  })

  it('[B31] does nothing but write while something is written, Polish ł included', async () => {
    const { page } = await signedIn(browser, world)
    await rowOf(page, 'blue bowl').click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    const before = page.url()
    await page.evaluate(() => {
      const field = document.createElement('textarea')
      field.ariaLabel = 'A field'
      document.querySelector('main')!.append(field)
      field.focus()
    })
    await page.keyboard.type('jkeup?gi')
    const keyboard = await page.context().newCDPSession(page)
    const letter = { key: 'ł', code: 'KeyL', text: 'ł', unmodifiedText: 'ł' }
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...letter })
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...letter })
    expect(await page.getByLabel('A field').inputValue()).toBe('jkeup?gił')
    expect(page.url()).toBe(before)
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('complementary').waitFor()
  })

  it('[B32] takes other keys for the same commands, or none that type something', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/keys' })
    const key = page.getByRole('button', { name: 'Change the key of “Next conversation”' })
    await key.click()
    await page.keyboard.press('k')
    await page.getByText('That key belongs to “Previous conversation”.').waitFor()
    await page.keyboard.press('n')
    await page.goto(`${world.url}/inbox/all`)
    await rowOf(page, 'shipping').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('n')
    await page.getByRole('main').getByText('How much is shipping?').waitFor()

    await page.goto(`${world.url}/settings/keys`)
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck()
    await page.goto(`${world.url}/inbox/all`)
    await rowOf(page, 'shipping').waitFor()
    await page.keyboard.press('n')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    expect(pathOf(page)).toBe('/inbox/all')
  })
})

describe('the looks', () => {
  it('[B21] are the chosen ones before anything else has run', async () => {
    const { page } = await openPage(browser, { colorScheme: 'light' })
    await setLook(page, { theme: 'dark', language: 'ar' })
    await page.route('**/assets/*.js', (route) => route.abort())
    await page.goto(`${world.url}/sign-in`)
    const look = await page.evaluate(() => {
      const { dir, lang } = document.documentElement
      return { dir, lang, scheme: getComputedStyle(document.documentElement).colorScheme }
    })
    expect(look).toEqual({ dir: 'rtl', lang: 'ar', scheme: 'dark' })
  })

  it('[B21] change at once, in every tab, and are remembered', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/appearance', colorScheme: 'light' })
    const other = await page.context().newPage()
    await other.goto(`${world.url}/inbox/all`)
    const lightness = (where: Page) =>
      where.evaluate(() => Number(/oklch\(([\d.]+)/.exec(getComputedStyle(document.body).backgroundColor)?.[1]))
    await page.getByRole('radio', { name: /^Dark/ }).check()
    expect(await lightness(page)).toBeLessThan(0.3)
    await other.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    await page.reload()
    expect(await lightness(page)).toBeLessThan(0.3)
    await page.getByRole('radio', { name: /^High contrast/ }).check()
    expect(await page.evaluate(() => document.documentElement.dataset.contrast)).toBe('more')
  })

  it('[B22] follow the machine where it wants less motion', async () => {
    const { page } = await openPage(browser, { reducedMotion: 'reduce' })
    await page.goto(`${world.url}/sign-in`)
    const duration = await page
      .getByRole('button', { name: 'Sign in' })
      .evaluate((button) => getComputedStyle(button).transitionDuration)
    expect(Number.parseFloat(duration)).toBeLessThan(0.001)
  })

  it('[B27] turn round with the direction of reading', async () => {
    const { page, complaints } = await openPage(browser)
    await setLook(page, { language: 'ar' })
    await page.goto(world.url)
    await signIn(page, world.owner)
    await rowOf(page, 'blue bowl').click()
    await page.locator('[data-region=panel]').waitFor()
    const left = async (region: string) => (await page.locator(`[data-region=${region}]`).boundingBox())!.x
    expect(await left('rail')).toBeGreaterThan(await left('list'))
    expect(await left('list')).toBeGreaterThan(await left('thread'))
    expect(await left('thread')).toBeGreaterThan(await left('panel'))
    const list = page.locator('#list-pane')
    const indent = await rowOf(page, 'blue bowl')
      .locator('bdi')
      .evaluateAll((texts) =>
        texts.map((text) => {
          const words = document.createRange()
          words.selectNodeContents(text)
          return text.getBoundingClientRect().right - words.getBoundingClientRect().right
        }),
      )
    expect(Math.max(...indent), 'px before what is written from left to right').toBeLessThan(1)
    const width = (await list.boundingBox())!.width
    await page.getByRole('separator').first().focus()
    await page.keyboard.press('ArrowLeft')
    expect((await list.boundingBox())!.width).toBeGreaterThan(width)
    complaints.splice(0, 1) // of the 401 before the form
    expect(complaints).toEqual([])
  })

  it('[B25] speak another language without losing the connection', async () => {
    const { page } = await signedIn(browser, world)
    await live(page)
    await page.getByRole('button', { name: /^Your menu/ }).click()
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
    await page.getByRole('link', { name: 'Ungelesen' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
  })
})

describe('the page', () => {
  it('[B34] says when a newer version of it is there', async () => {
    const { page } = await signedIn(browser, world)
    await live(page)
    await page.route(`${world.url}/`, async (route) => {
      const answer = await route.fetch()
      const body = (await answer.text()).replace(/assets\/index-[\w-]+\.js/, 'assets/index-another.js')
      await route.fulfill({ response: answer, body })
    })
    expect(await page.getByText('A new version of this page is ready.').count()).toBe(0)
    await page.context().setOffline(true)
    await page.getByText('You are offline.').waitFor()
    await page.context().setOffline(false)
    await page.getByText('A new version of this page is ready.').waitFor()
  })

  it('[B36] archives, and takes it back', async () => {
    const { page } = await signedIn(browser, world)
    await rowOf(page, 'shipping').click()
    await page.getByRole('main').getByText('How much is shipping?').waitFor()
    await page.keyboard.press('e')
    await page.getByText('Conversation archived').waitFor()
    const leaving = page.locator('[data-muted]', { hasText: 'shipping' })
    await leaving.waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await leaving.waitFor({ state: 'detached' })
    await rowOf(page, 'shipping').waitFor()
  })
})
