import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld } from '../../../server/world/index.ts'
import { frames, launchBrowser, signedIn } from '../../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe('search', () => {
  it('[B50] [B51] leads by the keyboard to a message, and remembers what was looked for', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    for (let n = 1; n <= 24; n++) await ada.say(`Letter ${n} about the teapot <b>and</b> its lid`)
    await world.customer('instagram', 'noor').say('My name is not teapot')
    await world.idle()
    const { page, complaints } = await signedIn(browser, world)
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor()

    await page.keyboard.press('/')
    await page.getByRole('button', { name: /^from:/ }).waitFor()
    await page.keyboard.type('teapot')
    const results = page.getByRole('region', { name: 'Search results' })
    const messages = results.getByRole('region', { name: 'Messages' })
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('teapot')
    await messages.locator('mark', { hasText: 'teapot' }).first().waitFor()
    expect(await messages.locator('mark').first().textContent()).toBe('teapot')
    expect(await messages.locator('b').count()).toBe(0) // words are words
    await messages.getByRole('button', { name: 'More messages' }).click()
    await expect.poll(() => messages.getByRole('link').count()).toBe(25)

    await page.getByRole('searchbox').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('Letter 24').waitFor()
    expect(new URL(page.url()).searchParams.get('message')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await messages.locator('[aria-current]').count()).toBe(1)

    const found = page.locator('article[data-flashed]', { hasText: 'Letter 24' })
    await found.waitFor({ state: 'detached' })
    await page.getByRole('feed').evaluate((pane) => pane.scrollTo({ top: 0 }))
    await Promise.all([found.waitFor(), messages.locator('[aria-current]').click()])

    await page.getByRole('searchbox').fill('noor')
    await results.getByRole('region', { name: 'People' }).getByRole('link', { name: 'Noor' }).click()
    await page.getByRole('main').getByText('My name is not teapot').waitFor()
    expect(new URL(page.url()).searchParams.get('message')).toBeNull()

    await page.getByRole('searchbox').fill('in:whatsapp nothingofthekind')
    await results.getByText('Nothing found for “in:whatsapp nothingofthekind”').waitFor()
    await page.getByRole('searchbox').press('Escape')
    await page.getByRole('navigation', { name: 'Views' }).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBeNull()
    await page.keyboard.press('/')
    await results.getByRole('button', { name: 'noor', exact: true }).click()
    await results.getByRole('link', { name: 'Noor' }).first().waitFor()
    expect(complaints).toEqual([])
  })

  it('[B50] takes nobody back who goes on before what was typed is searched for', async () => {
    await using world = await startWorld({ sandbox: true })
    const ada = world.customer('whatsapp', 'ada')
    await ada.say('The teapot is blue')
    await ada.say('The teapot broke')
    await world.idle()
    const { page } = await signedIn(browser, world)
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor()
    const hits = page.getByRole('region', { name: 'Search results' }).getByRole('region', { name: 'Messages' })
    const address = () => new URL(page.url())
    /** In one step, which no pause is short enough for. */
    const typeAnd = (text: string, go: 'open' | 'back') =>
      page.evaluate(
        ({ text, go }) => {
          document.execCommand('insertText', false, text)
          if (go === 'back') history.back()
          else document.querySelector<HTMLElement>('#search-pane a[href*="message="]')!.click()
        },
        { text, go },
      )

    await page.getByRole('searchbox').fill('teapot')
    await hits.getByRole('link').first().waitFor()
    await typeAnd(' b', 'open')
    await expect.poll(() => address().searchParams.get('q')).toBe('teapot b')
    expect(address().pathname).toMatch(/^\/inbox\/all\/[0-9a-f-]{36}$/)
    expect(address().searchParams.has('message')).toBe(true)
    await page.getByRole('main').getByText('The teapot broke').waitFor()

    await page.getByRole('searchbox').press('Escape')
    await page.getByRole('navigation', { name: 'Views' }).waitFor()
    await page.getByRole('searchbox').fill('teapot')
    await expect.poll(() => address().searchParams.get('q')).toBe('teapot')
    await typeAnd(' b', 'back')
    await expect.poll(() => address().searchParams.get('q')).toBeNull()
    await frames(page)
    expect(address().searchParams.get('q')).toBeNull()
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
  })
})
