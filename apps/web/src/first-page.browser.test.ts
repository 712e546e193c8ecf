import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchOptions } from '../../../tools/chromium.ts'
import { startWorld, type World } from '../../server/world/index.ts'

let browser: Browser
beforeAll(async () => {
  const { executablePath, args } = launchOptions()
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  browser = await chromium.launch({ executablePath, args: [...args, ...quiet] })
})
afterAll(() => browser?.close())

/** A page whose console stays empty: what is printed there fails the test that printed it. */
async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

async function signedIn(world: World): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext()
  const opened = await openPage(context)
  await opened.page.goto(world.url)
  await opened.page.getByLabel('E-mail').fill(world.owner.email)
  await opened.page.getByLabel('Password').fill(world.owner.password)
  await opened.page.getByRole('button', { name: 'Sign in' }).click()
  await opened.page.getByText('Live', { exact: true }).waitFor()
  opened.complaints.length = 0 // the browser itself complains of the 401 that leads to this form
  return opened
}

describe('a new user', () => {
  it('[B1] goes from the one-time link to customers who write, without a word of explanation', async () => {
    await using world = await startWorld({ isSetUp: false, sandbox: true })
    const { page, complaints } = await openPage(await browser.newContext())
    await page.goto((await world.app.setupLink())!)
    await page.getByLabel('Your name').fill('A new user')
    await page.getByLabel('E-mail').fill('new@example.com')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByLabel('Workspace').fill('Corner Shop')
    await page.getByRole('button', { name: 'Open the inbox' }).click()
    await page.getByText('Live', { exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')

    await world.sandbox.customer('whatsapp', 'ada').say('Is the blue bowl still there?')
    const row = page.getByRole('link', { name: /Is the blue bowl still there\?/ })
    await row.waitFor()
    await row.click()
    await page.getByRole('main').getByText('Is the blue bowl still there?').waitFor()
    expect(complaints).toEqual([])
  })

  it('[B2] is told what to do without the link, and what is wrong with a bad one', async () => {
    await using world = await startWorld({ isSetUp: false })
    const { page } = await openPage(await browser.newContext())
    await page.goto(world.url)
    await page.getByText('Open the one-time link').waitFor()
    await page.goto(`${world.url}/setup?code=wrong`)
    await page.getByLabel('Your name').fill('A new user')
    await page.getByLabel('E-mail').fill('new@example.com')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByLabel('Workspace').fill('Corner Shop')
    await page.getByRole('button', { name: 'Open the inbox' }).click()
    expect(await page.getByRole('alert').textContent()).toMatch(/setup code/)
  })
})

describe('the page', () => {
  it('[B3] shows messages live, in the order they were sent, and what becomes of them', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page, complaints } = await signedIn(world)
    const ada = world.sandbox.customer('instagram', 'noor')
    const first = await ada.say('first')
    await ada.say('second')
    await page.getByRole('link', { name: /second/ }).click()
    const thread = page.getByRole('main')
    await thread.getByText('second').waitFor()
    await ada.edit(first, 'first, corrected')
    await thread.getByText('first, corrected').waitFor()
    await ada.unsend(first)
    await thread.getByText('This message was unsent').waitFor()
    expect(await thread.getByText('first, corrected').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('[B4] marks as read what is looked at, for everybody in the team', async () => {
    await using world = await startWorld({ sandbox: true })
    const [one, two] = [await signedIn(world), await signedIn(world)]
    await world.sandbox.customer('whatsapp', 'ada').say('hello?')
    await two.page.getByText('1 unread').waitFor()
    await one.page.bringToFront()
    await one.page.getByRole('link', { name: /hello\?/ }).click()
    await two.page.getByText('1 unread').waitFor({ state: 'detached' })
    expect((await world.owner.get('/unread_count')).body).toMatchObject({ messages: 0, conversations: 0 })
  })

  it('[B5] says so when the connection is gone, and shows what was missed when it is back', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page } = await signedIn(world)
    const ada = world.sandbox.customer('whatsapp', 'ada')
    await ada.say('before')
    await page.getByRole('link', { name: /before/ }).waitFor()
    await page.context().setOffline(true)
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' })
    await ada.say('while you were away')
    await page.context().setOffline(false)
    await page.getByRole('link', { name: /while you were away/ }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
  })

  it('[B6] asks to sign in again when the session is revoked elsewhere', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page } = await signedIn(world)
    await world.db.pool.query('delete from auth_sessions')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})
