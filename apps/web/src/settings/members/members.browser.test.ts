import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../../server/world/index.ts'
import { launchBrowser, live, openPage, signedIn } from '../../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

const row = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name })

describe('the page of members', () => {
  it('[B103] changes a role, and what that member may do follows at once on a page they have open', async () => {
    const agent = await world.member('robin', 'agent')
    const { page } = await signedIn(browser, world, { path: '/settings/members' })
    const theirs = await signedIn(browser, world, { path: '/settings/labels', who: agent })
    await theirs.page.getByRole('button', { name: 'New label' }).waitFor()
    expect(await theirs.page.getByRole('link', { name: 'Inbound events' }).count()).toBe(0)

    await page.getByRole('button', { name: /Role of robin/ }).click()
    await page.getByRole('menuitemradio', { name: 'Moderator' }).click()
    await row(page, 'robin').getByText('Moderator').waitFor()
    await theirs.page.getByText('You can look, but not change anything here').waitFor()
    await theirs.page.getByRole('button', { name: 'New label' }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: /Role of robin/ }).click()
    await page.getByRole('menuitemradio', { name: 'Admin' }).click()
    await page.getByRole('button', { name: 'Undo' }).last().hover() // it stays for as long as the pointer does
    await theirs.page.getByRole('link', { name: 'Inbound events' }).click()
    await theirs.page.getByRole('heading', { name: 'Inbound events' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await theirs.page.getByText('Your role does not show this').waitFor()
  })

  it('[B107] makes a link that is shown once, and whoever opens it joins while the page is open', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/members' })
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByRole('radio', { name: /Moderator/ }).check()
    await page.getByRole('button', { name: 'Create link' }).click()
    const dialog = page.getByRole('dialog', { name: 'The link is ready' })
    const link = await dialog.getByRole('code').textContent()
    await page.keyboard.press('Escape') // only its button closes it
    await page.keyboard.press('Escape') // which browsers do not ask the page about again
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('list', { name: 'Invitations' }).getByText('Anybody with the link').waitFor()

    const guest = await openPage(browser)
    await guest.page.goto(link!)
    await guest.page.getByLabel('Your name').fill('Grace')
    await guest.page.getByLabel('E-mail').fill('grace@example.com')
    await guest.page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await guest.page.getByRole('button', { name: 'Join' }).click()
    await live(guest.page)
    await row(page, 'Grace').getByText('Moderator').waitFor()
    await page.getByText('Nobody is invited').waitFor()
  })

  it('[B107] shows the link even to whoever wants to close the dialog while it is made', async () => {
    const { page } = await signedIn(browser, world, { path: '/settings/members' })
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/invitations', async (route) => {
      if (route.request().method() === 'POST') await isAnswered
      await route.continue()
    })
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
    await page.mouse.click(5, 5)
    await page.keyboard.press('Escape')
    goOn()
    await dialog.getByText('ada@example.com').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('list', { name: 'Invitations' }).getByText('ada@example.com').waitFor()
  })

  it('[B106] removes somebody after their name was typed, and hands on what they work on', async () => {
    const leaving = await world.member('leaving', 'agent')
    const heir = await world.member('heir', 'agent')
    await world.customer('whatsapp', 'ada').say('Who takes care of me?')
    await world.idle()
    const [conversation] = (await world.owner.get<{ items: { id: string }[] }>('/conversations')).body.items
    await world.owner.post(`/conversations/${conversation!.id}/assign`, { assignee_id: leaving.id })
    const { page } = await signedIn(browser, world, { path: '/settings/members' })
    await page.getByRole('button', { name: 'What to do with leaving' }).click()
    await page.getByRole('menuitem', { name: 'Remove from the workspace' }).click()
    await page.getByText('1 open conversation is assigned to them.').waitFor()
    await page.getByLabel('Give it to').selectOption('heir')
    const remove = page.getByRole('button', { name: 'Remove', exact: true })
    expect(await remove.isDisabled()).toBe(true)
    await page.getByLabel('Type “leaving” to confirm').fill('leaving')
    await remove.click()
    await row(page, 'leaving').waitFor({ state: 'detached' })
    const after = await world.owner.get<{ assignee_id: string }>(`/conversations/${conversation!.id}`)
    expect(after.body.assignee_id).toBe(heir.id)
  })
})
