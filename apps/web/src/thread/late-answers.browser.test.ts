import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { frames, launchBrowser, live, seedConversations, seedLongThread, signedIn } from '../../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const messages = (page: Page) => page.getByRole('feed', { name: 'Messages' }).getByRole('article')
const thread = (page: Page) => page.getByRole('main')

/** The part of a thread around a message is on its way until `answer` is called. */
async function holdAround(page: Page, status = 200) {
  const { promise: isDue, resolve: answer } = Promise.withResolvers<void>()
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
  await page.route(/\/messages\?.*around=/, async (route) => {
    ask()
    await isDue
    if (status === 200) return route.continue()
    return route.fulfill({ status, json: { code: 'not_found', message: 'No.', retry: false, details: {} } })
  })
  return { answer, isAsked }
}

async function conversationOf(world: World, name: string): Promise<string> {
  const { rows } = await world.db.pool.query<{ id: string }>(
    'select c.id from conversations c join contacts on contacts.id = contact_id where contacts.name = $1',
    [name],
  )
  return rows[0]!.id
}

/** A conversation that is older than all that a snapshot holds. */
async function outsideOfSnapshots(world: World): Promise<string> {
  await world.customer('whatsapp', 'ada').say('A long time ago')
  await world.idle()
  const id = await conversationOf(world, 'Ada')
  await seedConversations(world, 60)
  await world.db.pool.query(`update conversations set sort_at = now() - interval '1 day' where id = $1`, [id])
  return id
}

/** As after a database was restored: every client takes a new snapshot. */
async function beginAnew(world: World): Promise<void> {
  await world.db.pool.query('update workspaces set epoch = gen_random_uuid()')
  await world.customer('messenger', 'bruno').say('Meanwhile')
}

describe('an answer that comes late', () => {
  it('[B77] brings the message, and leaves the focus with whoever writes something by then', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId, idOf, textOf } = await seedLongThread(world, 300)
    const { page } = await signedIn(browser, world)
    await live(page)
    const { answer, isAsked } = await holdAround(page)
    await page.goto(`${world.url}/inbox/all/${conversationId}?message=${idOf(40)}`)
    await isAsked
    const note = page.getByLabel('What should your team know?')
    await note.fill('Wants the')
    answer()
    await messages(page).getByText(textOf(40)).waitFor()
    await frames(page)
    await page.keyboard.type(' ewer')
    expect(await note.inputValue()).toBe('Wants the ewer')
  })

  it('[B77] leaves the focus with whoever has gone on before the conversation of the message was there', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId } = await seedLongThread(world, 300)
    await seedConversations(world, 60)
    await world.db.pool.query(`update conversations set sort_at = now() - interval '1 day' where id = $1`, [
      conversationId,
    ])
    const { page } = await signedIn(browser, world)
    await live(page)
    const { promise: isDue, resolve: answer } = Promise.withResolvers<void>()
    await page.route(new RegExp(`/conversations/${conversationId}`), async (route) => {
      await isDue
      await route.continue()
    })
    const field = page.getByRole('searchbox')
    await field.fill('very last')
    const hit = page.locator('#search-pane').getByRole('link').first()
    await Promise.all([page.waitForRequest(new RegExp(`/conversations/${conversationId}`)), hit.click()])
    await field.focus()
    answer()
    await messages(page).and(page.locator('[data-flashed]')).waitFor()
    await frames(page)
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
  })

  it('[B77] takes nobody back to a conversation that they have left', async () => {
    await using world = await startWorld({ sandbox: true })
    const { conversationId, idOf } = await seedLongThread(world, 300)
    await world.customer('instagram', 'noor').say('Somebody else')
    const { page } = await signedIn(browser, world)
    await live(page)
    const { answer, isAsked } = await holdAround(page, 404)
    await page.goto(`${world.url}/inbox/all/${conversationId}?message=${idOf(40)}`)
    await isAsked
    await page.getByRole('link', { name: /Somebody else/ }).click()
    await messages(page).getByText('Somebody else').waitFor()
    const address = page.url()
    const answered = page.waitForResponse(/around=/)
    answer()
    await answered
    await frames(page)
    expect(page.url()).toBe(address)
    expect(await page.getByRole('status').getByText('This message is not here any more').count()).toBe(0)
  })

  it('[B78] leaves the picture that is looked at, and one that is taken back goes', async () => {
    await using world = await startWorld({ sandbox: true })
    const bruno = world.customer('instagram', 'bruno')
    const first = await bruno.sendImage()
    const second = await bruno.sendImage()
    await world.idle()
    const { page, complaints } = await signedIn(browser, world)
    await page.getByRole('link', { name: /Bruno/ }).click()
    const pictures = messages(page).getByRole('button', { name: /View: / })
    await pictures.nth(1).click()
    const viewer = page.getByRole('dialog', { name: 'Pictures and videos' })
    await viewer.getByText('2 of 2').waitFor()
    const looked = await viewer.getByRole('img').getAttribute('src')
    await bruno.unsend(first)
    await viewer.getByText('2 of 2').waitFor({ state: 'detached' })
    expect(await viewer.getByRole('img').getAttribute('src')).toBe(looked)
    await bruno.unsend(second)
    await viewer.waitFor({ state: 'detached' })
    await expect.poll(() => pictures.count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('[B70] a conversation that is not to be had any more says so, wherever it was open', async () => {
    await using world = await startWorld({ sandbox: true })
    await world.customer('whatsapp', 'ada').say('Hello')
    await world.idle()
    const { page } = await signedIn(browser, world)
    await page.getByRole('link', { name: /Ada/ }).click()
    await messages(page).getByText('Hello').waitFor()
    const { items } = (await world.owner.get<{ items: { id: string; platform: string }[] }>('/accounts')).body
    await world.owner.delete(`/accounts/${items.find(({ platform }) => platform === 'whatsapp')!.id}`)
    await thread(page).getByText('This conversation is not here').waitFor()
  })

  it('[B70] [B132] a new snapshot interrupts nobody: what is open is asked for again, what is being written stays', async () => {
    await using world = await startWorld({ sandbox: true })
    const id = await outsideOfSnapshots(world)
    const { page } = await signedIn(browser, world, { path: `/inbox/all/${id}` })
    await live(page)
    await messages(page).getByText('A long time ago').waitFor()
    const panel = page.getByRole('complementary', { name: 'Contact' })
    await panel.getByRole('button', { name: 'Change E-mail: Add an address' }).click()
    await page.keyboard.type('ada@')

    const isAskedAgain = page.waitForResponse(new RegExp(`/conversations/${id}`))
    await beginAnew(world)
    await isAskedAgain
    await live(page)
    await messages(page).getByText('A long time ago').waitFor()
    await page.keyboard.type('example.com')
    expect(await panel.getByLabel('E-mail', { exact: true }).inputValue()).toBe('ada@example.com')
  })

  it('[B70] what a new snapshot has let go of is never called empty, and can be asked for again', async () => {
    await using world = await startWorld({ sandbox: true })
    const id = await outsideOfSnapshots(world)
    const { page } = await signedIn(browser, world, { path: `/inbox/all/${id}` })
    await live(page)
    await messages(page).getByText('A long time ago').waitFor()
    await page.route(new RegExp(`/conversations/${id}`), (route) => route.abort())
    await beginAnew(world)
    const again = thread(page).getByRole('button', { name: 'Try again' })
    await again.waitFor()
    expect(await thread(page).getByText('No messages yet').count()).toBe(0)
    await page.unroute(new RegExp(`/conversations/${id}`))
    await again.click()
    await messages(page).getByText('A long time ago').waitFor()
  })
})
