import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { frames, launchBrowser, signedIn } from '../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser({ isWhole: true }) // for notifications
  world = await startWorld({ sandbox: true })
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole('button', { name })
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((button) => button === document.activeElement)) return
  }
  throw new Error(`Tab does not lead to ${name}`)
}

/** Those to one kind of request, until what is returned is called. */
async function holdAnswers(page: Page, address: string, method: string): Promise<() => void> {
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback()
    const response = await route.fetch()
    await isReleased
    await route.fulfill({ response })
  })
  return release
}

describe('the settings', () => {
  it('[B100] have an address and a title for each page, and on a phone a list that leads to them', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings', viewport: { width: 390, height: 800 } })
    await page.getByRole('link', { name: 'Labels' }).click()
    await page.getByRole('heading', { name: 'Labels', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings/labels')
    await expect.poll(() => page.title()).toBe('Labels · Settings · Switchboard')
    await page.getByRole('link', { name: 'All settings' }).click()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByRole('heading', { name: 'What roles may do' }).waitFor()
    const overflow = await page.locator('main').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    expect(overflow).toBe(0)
  })

  it('[B100] [B105] tell an agent what their role does not show, and offer nothing that it does not allow', async () => {
    const who = await world.member('agent')
    const { page } = await signedIn(browser, world, { who, path: '/settings/events' })
    await page.getByText('Your role does not show this').waitFor()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByText('You can look, but not change anything here').waitFor()
    expect(await page.getByRole('button', { name: /Role of/ }).count()).toBe(0)
    expect(await page.getByRole('heading', { name: 'Invitations' }).count()).toBe(0)
  })

  it('[B120] [B102] can be used by keys alone: a label is made, refused at its field, and made under another name', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/labels' })
    await page.getByRole('heading', { name: 'Labels', level: 1 }).waitFor()
    const focused = () => page.locator(':focus').textContent()
    const create = async () => {
      await tabTo(page, 'New label')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.type('Refund')
      await page.keyboard.press('Tab')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
    }
    await create() // the first label of all
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('list', { name: 'Labels' }).getByText('Refund').waitFor()
    await expect.poll(focused).toContain('New label')
    await create()
    await page.getByText('There is one of this name already.').waitFor()
    await page.keyboard.type(' of shipping') // the focus is in the field that was refused
    await page.keyboard.press('Enter')
    await page.getByRole('list', { name: 'Labels' }).getByText('Refund of shipping').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(focused).toContain('New label')
  })

  it('[B101] ask before what was typed is lost', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/profile' })
    await page.getByLabel('Name', { exact: true }).fill('Somebody else')
    await page.getByRole('link', { name: 'Appearance' }).click()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Somebody else')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.getByText('Somebody else', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Appearance' }).click()
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
  })

  it('[B101] take nothing for saved that was typed while the saving went on', async () => {
    const who = await world.member('typing')
    const { page } = await signedIn(browser, world, { who, path: '/settings/profile' })
    const goOn = await holdAnswers(page, '**/update-user', 'POST')
    const name = page.getByLabel('Name', { exact: true })
    const save = page.getByRole('button', { name: 'Save' })
    await name.fill('Typing On')
    await save.click()
    await name.fill('Typing On And On')
    goOn()
    await page.getByText('Typing On', { exact: true }).waitFor()
    await expect.poll(() => save.isEnabled()).toBe(true)
    expect(await page.getByText('Saved', { exact: true }).count()).toBe(0)
    await page.getByRole('link', { name: 'Appearance' }).click()
    await page.getByRole('button', { name: 'Keep editing' }).click()
    await page.unroute('**/update-user')
    await save.click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.getByText('Typing On And On', { exact: true }).waitFor()

    // What was saved last counts from here on, not what was there first.
    await name.fill('typing')
    expect(await save.isEnabled()).toBe(true)
    await name.fill('Typing On And On')
    expect(await save.isEnabled()).toBe(false)
  })

  it('[B113] [B114] [B106] connect an account by hand, refuse one that is there at its field, and disconnect it', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/accounts' })
    await page.getByText('Emulated').first().waitFor()
    const taken = (await world.owner.get<{ items: { external_id: string; platform: string }[] }>('/accounts')).body
      .items
    await page.getByRole('link', { name: 'Connect an account' }).click()
    await page.getByRole('radio', { name: /WhatsApp/ }).check()
    await page.getByLabel('Name', { exact: true }).fill('Second number')
    await page.getByLabel('Phone number id').fill(taken.find(({ platform }) => platform === 'whatsapp')!.external_id)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByText('This account is connected already').waitFor()
    await page.getByLabel('Phone number id').fill('10899000000001')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('heading', { name: 'Second number' }).waitFor()
    await page.getByText(`${world.url}/webhooks/whatsapp`).waitFor()
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByLabel('Type “Second number” to confirm').fill('Second number')
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('list', { name: 'Accounts' }).waitFor()
    await page.getByText('Second number', { exact: true }).waitFor({ state: 'detached' })
  })

  it('[B123] leave whoever has gone on where they are: the answer about a label closes nothing else', async () => {
    const { body: label } = await world.owner.post<{ id: string }>('/labels', { name: 'Old news', color: 'blue' })
    const { page } = await signedIn(browser, world, { path: '/settings/labels' })
    const goOn = await holdAnswers(page, `**/labels/${label.id}`, 'DELETE')
    await page.getByRole('button', { name: 'Delete “Old news”' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New label' }).click()
    const name = page.getByRole('dialog').getByLabel('Name', { exact: true })
    await name.fill('Fresh news')
    goOn()
    await page.getByText('The label “Old news” is deleted.').waitFor()
    await frames(page)
    expect(await name.inputValue()).toBe('Fresh news')
  })

  it('[B123] tell whoever has gone on what the server has refused', async () => {
    const { body: label } = await world.owner.post<{ id: string }>('/labels', { name: 'To stay', color: 'blue' })
    const { page } = await signedIn(browser, world, { path: '/settings/labels' })
    const { promise: isGone, resolve: goOn } = Promise.withResolvers<void>()
    await page.route(`**/labels/${label.id}`, async (route) => {
      await isGone
      await route.abort()
    })
    const no = page.getByText('The server did not answer.', { exact: false })
    await page.getByRole('button', { name: 'Delete “To stay”' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Change “To stay”' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('To go')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    goOn()
    await expect.poll(() => no.count()).toBe(2)
  })

  it('[B123] leave whoever has gone on where they are: an account is connected and disconnected behind them', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/accounts/new' })
    const goOn = await holdAnswers(page, '**/accounts', 'POST')
    await page.getByLabel('Name', { exact: true }).fill('Third number')
    await page.getByLabel('Phone number id').fill('10899000000003')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('radio', { name: /Instagram/ }).check()
    await page.getByLabel('Name', { exact: true }).fill('Second shop')
    goOn()
    await page.getByText('Third number is connected.').waitFor()
    await frames(page)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Second shop')

    const connected = await holdAnswers(page, '**/accounts', 'POST')
    await page.getByLabel('Instagram user id').fill('10899000000004')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('link', { name: 'Inbox', exact: true }).click()
    await page.waitForURL('**/inbox/**')
    connected()
    await page.getByText('Second shop is connected.').waitFor()
    await frames(page)
    expect(new URL(page.url()).pathname).toMatch(/^\/inbox\//)

    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByRole('link', { name: 'Accounts', exact: true }).click()
    await page.getByRole('link', { name: /Second shop/ }).click()
    const disconnected = await holdAnswers(page, '**/accounts/*', 'DELETE')
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByLabel('Type “Second shop” to confirm').fill('Second shop')
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
    await page.getByText('This account is not here').waitFor()
    await page.getByRole('link', { name: 'Inbox', exact: true }).click()
    await page.waitForURL('**/inbox/**')
    disconnected()
    await page.getByText('Second shop is disconnected.').waitFor()
    await frames(page)
    expect(new URL(page.url()).pathname).toMatch(/^\/inbox\//)
  })

  it('[B102] keep what was typed where the saving goes on or has failed, and the focus with it', async () => {
    const who = await world.member('sleeper')
    const { page } = await signedIn(browser, world, { who, path: '/settings/notifications' })
    await page.getByLabel('Keep quiet hours').check()
    const from = page.getByLabel('From')
    const isFocused = () => from.evaluate((input) => input === document.activeElement)
    const save = page.getByRole('button', { name: 'Save' })
    const goOn = await holdAnswers(page, '**/notification_settings', 'PATCH')
    await from.fill('20:15')
    await page.keyboard.press('Enter')
    await frames(page)
    expect(await save.isDisabled()).toBe(true)
    expect(await isFocused()).toBe(true)
    goOn()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await isFocused()).toBe(true)

    await page.route('**/notification_settings', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.fallback(),
    )
    await from.fill('20:45')
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('The server did not answer.', { exact: false }).waitFor()
    await frames(page)
    expect(await from.inputValue()).toBe('20:45')
    expect(await isFocused()).toBe(true)
    await page.unroute('**/notification_settings')
    await save.click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.reload()
    await expect.poll(() => from.inputValue()).toBe('20:45')
  })

  it('[B124] show no choice turned back by the answer to the one before it', async () => {
    const who = await world.member('chooser')
    const { page } = await signedIn(browser, world, { who, path: '/settings/notifications' })
    const first = page.getByRole('switch').nth(0)
    const second = page.getByRole('switch').nth(1)
    await first.waitFor()
    const [isFirst, isSecond] = [await first.isChecked(), await second.isChecked()]
    const held: (() => void)[] = []
    await page.route('**/notification_settings', async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback()
      const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
      held.push(release)
      await isReleased
      await route.continue()
    })
    await first.click()
    await second.click()
    await expect.poll(() => held.length).toBe(1)
    held[0]!()
    await expect.poll(() => held.length).toBe(2)
    await frames(page)
    expect([await first.isChecked(), await second.isChecked()]).toEqual([!isFirst, !isSecond])
    const isSaved = page.waitForResponse((response) => response.request().method() === 'PATCH')
    held[1]!()
    await isSaved
    await page.reload()
    await expect.poll(() => second.isChecked()).toBe(!isSecond)
  })

  it('[B124] speak the language that was chosen last, however slowly another one comes', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/appearance' })
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
    const language = () => page.evaluate(() => document.documentElement.lang)
    const german = page.getByRole('radio', { name: 'Deutsch' })
    await german.waitFor()
    const catalogue = '**/de-*.js'
    await page.route(catalogue, async (route) => {
      await isReleased
      await route.continue()
    })
    await Promise.all([page.waitForRequest(catalogue), german.click()])
    await page.getByRole('radio', { name: 'العربية' }).click()
    await expect.poll(language).toBe('ar')
    const hasCome = page.waitForResponse(catalogue)
    release()
    await hasCome
    await frames(page)
    expect(await language()).toBe('ar')
  })

  it('[B119] ask for the permission of the browser after a click alone, and say what to do after a no', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/notifications' })
    await page.getByRole('button', { name: 'Allow notifications' }).waitFor()
    expect(await page.evaluate(() => Notification.permission)).not.toBe('granted')
    await page.getByLabel('Keep quiet hours').check()
    await page.getByLabel('From').fill('21:30')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(async () => (await world.owner.get('/notification_settings')).body)
      .toMatchObject({ quiet_hours: { from: '21:30', to: '07:00' } })
  })
})
