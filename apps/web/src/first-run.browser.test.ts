import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld } from '../../server/world/index.ts'
import { launchBrowser, live, openPage } from '../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function becomeOwner(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('A new user')
  await page.getByLabel('E-mail').fill('new@example.com')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Continue' }).click()
}

describe('a new user', () => {
  it('[B1] goes from the one-time link to customers who write, without a word of explanation', async () => {
    await using world = await startWorld({ isSetUp: false, sandbox: true })
    const { page, complaints } = await openPage(browser)
    await page.goto((await world.app.setupLink())!)
    await becomeOwner(page)
    await page.getByLabel('Workspace').fill('Corner Shop')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('radio', { name: /Try the sandbox/ }).isChecked()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByRole('list', { name: 'Invitation links' }).getByText(`${world.url}/invite?token=`).waitFor()
    await page.getByRole('button', { name: 'Open the inbox' }).click()
    await live(page)
    expect(new URL(page.url()).pathname).toBe('/inbox/all')
    await page.getByRole('heading', { name: 'Corner Shop' }).waitFor()

    await world.sandbox.customer('whatsapp', 'ada').say('Is the blue bowl still there?')
    const row = page.getByRole('link', { name: /Is the blue bowl still there\?/ })
    await row.waitFor()
    await row.click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    expect(complaints).toEqual([])
  })

  it('[B7] may skip everything but becoming the owner', async () => {
    await using world = await startWorld({ isSetUp: false, sandbox: true })
    const { page } = await openPage(browser)
    await page.goto((await world.app.setupLink())!)
    await becomeOwner(page)
    await page.getByRole('button', { name: 'Skip' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Open the inbox' }).click()
    await live(page)
    await page.getByRole('heading', { name: 'A new user’s team' }).waitFor()
  })

  it('[B101] may write down whom to invite next while a link is made', async () => {
    await using world = await startWorld({ isSetUp: false, sandbox: true })
    const { page } = await openPage(browser)
    await page.goto((await world.app.setupLink())!)
    await becomeOwner(page)
    await page.getByRole('button', { name: 'Skip' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/invitations', async (route) => {
      await isAnswered
      await route.continue()
    })
    const links = page.getByRole('list', { name: 'Invitation links' })
    await page.getByLabel('E-mail').fill('first@example.com')
    await page.keyboard.press('Enter')
    await page.getByLabel('E-mail').fill('second@example.com')
    goOn()
    await links.getByText('first@example.com').waitFor()
    await page.getByRole('button', { name: 'Create link' }).click()
    await links.getByText('second@example.com').waitFor()
    await expect.poll(() => page.getByLabel('E-mail').inputValue()).toBe('')
  })

  it('[B2] is told what to do without the link, and what is wrong with a bad one', async () => {
    await using world = await startWorld({ isSetUp: false })
    const { page } = await openPage(browser)
    await page.goto(world.url)
    await page.getByText('Open the one-time link').waitFor()
    await page.goto(`${world.url}/setup?code=wrong`)
    await becomeOwner(page)
    await page.getByRole('button', { name: 'Skip' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await page.getByRole('alert').textContent()).toMatch(/setup code/)
  })
})
