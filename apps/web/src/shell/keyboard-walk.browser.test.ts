import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, openLastingPage } from '../../world/index.ts'

/** The walk of docs/keyboard.md, step by step and with nothing but keys. */

let browser: Browser
let world: World
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
  const ago = (minutes: number) => ({ at: world.now().getTime() - minutes * 60_000 })
  const ada = world.customer('whatsapp', 'ada')
  await world.customer('messenger', 'noor').say('How much is shipping?', ago(30))
  await world.customer('whatsapp', 'leo').say('Is the blue bowl still there?', ago(20))
  await ada.say('I am looking for a teapot', ago(12))
  const typo = await ada.say('See you tomorow', ago(11))
  await ada.edit(typo, 'See you tomorrow', ago(10))
  await world.idle()
  page = (await openLastingPage(browser)).page
  page.setDefaultTimeout(10_000)
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

/** One after the other, as on paper: `Tab`, `Shift+F6`, `g s`. */
async function press(...keys: string[]): Promise<void> {
  for (const key of keys.flatMap((each) => each.split(' '))) await page.keyboard.press(key)
}

const hasFocus = (what: Locator) => what.evaluate((element) => element.contains(document.activeElement))

/** What the walk says of where the focus is. */
async function focusIn(what: Locator): Promise<void> {
  await what.waitFor()
  await expect.poll(() => hasFocus(what), { message: `${String(what)} has the focus` }).toBe(true)
}

/** Tab, or another key, until the focus is there. */
async function reach(what: Locator, key = 'Tab', most = 40): Promise<void> {
  await what.waitFor()
  for (let presses = 0; presses < most; presses++) {
    if (await what.evaluate((element) => element === document.activeElement)) return
    await press(key)
  }
  throw new Error(`${key} does not lead to ${String(what)}`)
}

/** From the menu of the button that has the focus. */
async function choose(item: Locator): Promise<void> {
  await press('Enter')
  await focusIn(page.locator('[role=menu]:popover-open'))
  await reach(item, 'ArrowDown')
  await press('Enter')
}

const list = () => page.locator('[data-list]')
const row = (text: string) => list().getByRole('link', { name: new RegExp(text) })
const thread = () => page.getByRole('main')
const panel = () => page.getByRole('complementary', { name: 'Contact' })
const button = (name: string | RegExp, within: Page | Locator = page) => within.getByRole('button', { name })
const dialog = () => page.getByRole('dialog')

describe('[B33] by keys alone', () => {
  it('somebody signs in, and goes through the list', async () => {
    await page.goto(world.url)
    await focusIn(page.getByLabel('E-mail'))
    await page.keyboard.type(world.owner.email)
    await press('Tab')
    await page.keyboard.type(world.owner.password)
    await press('Enter')
    await row('See you tomorrow').waitFor()

    await press('F6', 'F6')
    await focusIn(row('See you tomorrow'))
    await press('ArrowDown')
    await focusIn(row('blue bowl'))
    await press('End')
    await focusIn(row('shipping'))
    await press('Home')
    await focusIn(row('See you tomorrow'))
  })

  it('reads a thread, and what can be done with its messages', async () => {
    await press('Enter')
    const messages = thread().getByRole('article')
    await messages.filter({ hasText: 'teapot' }).waitFor()
    await focusIn(row('See you tomorrow'))
    await press('F6')
    await focusIn(messages.filter({ hasText: 'See you tomorrow' }))
    await press('ArrowUp')
    await focusIn(messages.filter({ hasText: 'teapot' }))

    await press('Enter')
    await focusIn(page.getByRole('menuitem', { name: 'Copy text' }))
    await press('Escape')
    await focusIn(messages.filter({ hasText: 'teapot' }))

    await press('ArrowDown')
    await reach(button('Edited: show what it said before', thread()))
    await press('Enter')
    await page.getByRole('dialog', { name: 'Earlier versions' }).getByText('See you tomorow').waitFor()
    await press('Escape')
    await focusIn(button('Edited: show what it said before', thread()))
    await press('Escape')
    await focusIn(messages.filter({ hasText: 'See you tomorrow' }))
  })

  it('keeps what the team knows of a customer', async () => {
    await press('F6')
    expect(await hasFocus(panel())).toBe(true)
    await reach(button('Change E-mail: Add an address', panel()))
    await press('Enter')
    await focusIn(panel().getByLabel('E-mail', { exact: true }))
    await page.keyboard.type('ada@example.com')
    await press('Enter')
    await focusIn(button('Change E-mail: ada@example.com', panel()))

    await reach(button('Add a field', panel()))
    await press('Enter')
    await page.keyboard.type('Size')
    await press('Tab')
    await page.keyboard.type('L')
    await press('Enter')
    await button('Change Size: L', panel()).waitFor()
    await focusIn(button('Add a field', panel()))
    await reach(button('More for Size', panel()), 'Shift+Tab')
    await choose(page.getByRole('menuitem', { name: 'Delete' }))
    await page.getByText('“Size” deleted').waitFor()
    await focusIn(button('Add a field', panel()))
    await press('Control+z')
    await reach(button('More for Size', panel()), 'Shift+Tab')
    await choose(page.getByRole('menuitem', { name: 'Rename' }))
    await focusIn(panel().getByLabel('Name of the field'))
    await press('Control+a')
    await page.keyboard.type('Shoes')
    await press('Enter')
    await focusIn(button('More for Shoes', panel()))

    await reach(panel().getByLabel('What should your team know?'), 'Shift+Tab')
    await page.keyboard.type('Collects on Saturday.')
    await press('Control+Enter')
    await panel().getByRole('article').getByText('Collects on Saturday.').waitFor()
    await focusIn(panel().getByLabel('What should your team know?'))
    await reach(button(/^Note by Owner/, panel()))
    await choose(page.getByRole('menuitem', { name: 'Edit' }))
    await focusIn(panel().getByLabel('Edit', { exact: true }))
    await page.keyboard.type('!')
    await press('Control+Enter')
    await panel().getByText('edited').waitFor()
    await focusIn(button(/^Note by Owner/, panel()))
    await choose(page.getByRole('menuitem', { name: 'Delete' }))
    await page.getByText('Note deleted').waitFor()
    await focusIn(panel().getByLabel('What should your team know?'))

    await reach(button('Change labels', panel()), 'Shift+Tab')
    await press('Enter')
    await focusIn(page.getByRole('combobox', { name: 'Find or create a label' }))
    await page.keyboard.type('VIP')
    await press('Enter')
    await page.getByRole('option', { name: 'VIP', selected: true }).waitFor()
    await press('Escape')
    await focusIn(button('Change labels', panel()))
    await press('Shift+Tab')
    await focusIn(button('Remove the label VIP', panel()))
    await press('Enter')
    await button('Remove the label VIP', panel()).waitFor({ state: 'detached' })
    await focusIn(button('Change labels', panel()))

    await reach(button('Assigned to: Nobody', panel()), 'Shift+Tab')
    await choose(page.getByRole('menuitemradio', { name: 'Owner (you)' }))
    await focusIn(button(/^Assigned to: Owner/, panel()))
    await press('p')
    await panel().waitFor({ state: 'detached' })
    await press('p')
    await panel().waitFor()
  })

  it('goes on to the next conversation, archives, and takes it back', async () => {
    await press('j')
    await thread().getByText('Is the blue bowl still there?').waitFor()
    await press('k')
    await thread().getByText('I am looking for a teapot').waitFor()
    await press('u')
    await focusIn(row('See you tomorrow'))
    await press('e')
    await page.getByText('1 conversation archived').waitFor()
    await row('See you tomorrow').waitFor({ state: 'detached' })
    await focusIn(row('blue bowl'))
    await press('Control+z')
    await row('See you tomorrow').waitFor()
    await focusIn(row('blue bowl'))
  })

  it('does something to several conversations at once', async () => {
    await press('Home', 'x', 'Shift+ArrowDown')
    await page.getByText('2 selected').first().waitFor()
    await press('l')
    await focusIn(page.getByRole('combobox'))
    await page.keyboard.type('VIP')
    await press('Enter')
    await page.getByRole('option', { name: 'VIP', selected: true }).waitFor()
    await press('Escape')
    await page.getByText('Labels of 2 conversations changed').waitFor()
    await focusIn(list())
    await press('x')
    await page.getByRole('toolbar').waitFor()
    await press('Escape')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })
    await press('Tab')
    await focusIn(button(/^Actions for/))
    await press('Enter')
    await focusIn(page.getByRole('menuitem', { name: /^Mark as/ }))
    await press('Escape')
    await focusIn(button(/^Actions for/))
  })

  it('narrows the list, and keeps that as a view', async () => {
    await reach(button('Filters'), 'Shift+Tab')
    await press('Enter')
    await reach(page.getByLabel('Platform'))
    await page.keyboard.type('W') // at a pause the search for its name would begin anew
    await row('shipping').waitFor({ state: 'detached' })
    await press('Escape')
    await focusIn(button('Filters, 1 on'))

    await reach(button('Saved views'), 'Shift+Tab')
    await choose(page.getByRole('menuitem', { name: 'Save these filters…' }))
    await focusIn(dialog().getByLabel('Name'))
    await page.keyboard.type('On WhatsApp')
    await press('Enter')
    await page.getByText('View “On WhatsApp” saved').waitFor()
    await focusIn(button('Saved views, On WhatsApp'))

    await reach(button('Remove filter: WhatsApp'))
    await press('Enter')
    await row('shipping').waitFor()
    await focusIn(button('Filters'))
    await reach(page.getByRole('link', { name: /^Unassigned/ }))
    await press('Enter')
    await row('See you tomorrow').waitFor({ state: 'detached' })
    await reach(page.getByRole('link', { name: 'All', exact: true }), 'Shift+Tab')
    await press('Enter')
    await row('See you tomorrow').waitFor()
  })

  it('searches, and opens what was found', async () => {
    await press('/')
    const field = page.getByRole('searchbox')
    await focusIn(field)
    await page.keyboard.type('teapot')
    const hit = page.getByRole('region', { name: 'Messages' }).getByRole('link').first()
    await hit.waitFor()
    await press('ArrowDown')
    await focusIn(hit)
    await press('Enter')
    await focusIn(thread().getByRole('article').filter({ hasText: 'teapot' }))
    await press('/', 'Escape')
    await row('shipping').waitFor()
  })

  it('finds every command by its name, and every key', async () => {
    await press('?')
    await dialog().getByText('Next conversation').waitFor()
    await press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await press('Control+k')
    await page.keyboard.type('settings')
    await press('Enter')
    await page.getByRole('navigation', { name: 'Settings' }).waitFor()
  })

  it('changes settings', async () => {
    await reach(page.getByRole('link', { name: 'Labels' }))
    await press('Enter')
    await page.getByRole('heading', { name: 'Labels', level: 1 }).waitFor()
    await focusIn(page.getByRole('link', { name: 'Labels' }))
    await press('F6')
    await reach(button('New label'))
    await press('Enter')
    await focusIn(dialog().getByLabel('Name'))
    await page.keyboard.type('Refund')
    await press('Enter')
    await page.getByRole('list', { name: 'Labels' }).getByText('Refund').waitFor()
    await focusIn(button('New label'))
    await press('Shift+F6')
    await focusIn(page.getByRole('link', { name: 'Labels' }))
  })

  it('writes as a customer', async () => {
    await press('g b')
    const phone = page.getByRole('region', { name: /^WhatsApp, as/ })
    await phone.getByLabel('Message', { exact: true }).waitFor()
    await reach(phone.getByLabel('Message', { exact: true }), 'Tab', 80)
    await page.keyboard.type('Anybody there?')
    await press('Enter')
    await phone.getByRole('listitem').getByText('Anybody there?').waitFor()
    await focusIn(phone.getByLabel('Message', { exact: true }))
    await press('Shift+F6')
    await press('g i')
    await row('Anybody there').waitFor()
  })

  it('signs out', async () => {
    await press('Control+k')
    await page.keyboard.type('sign out')
    await press('Enter')
    await focusIn(page.getByLabel('E-mail'))
  })
})
