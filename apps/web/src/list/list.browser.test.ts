import type { ConversationView } from '@switchboard/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, seedConversations, signedIn } from '../../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const list = (page: Page) => page.locator('[data-list]')
const rows = (page: Page) => list(page).getByRole('listitem')
const row = (page: Page, text: string) => list(page).getByRole('link', { name: new RegExp(text) })
/** In the order in which they are seen, which is not always that of the page. */
const seen = (page: Page) =>
  rows(page).evaluateAll((items) =>
    items
      .map((item) => ({ text: item.querySelector('bdi')?.textContent ?? '', top: item.getBoundingClientRect().top }))
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => text),
  )
const away = (page: Page) => page.mouse.move(900, 400)

type Line = [name: string, text: string, platform?: 'whatsapp' | 'instagram']

async function say(world: World, ...lines: Line[]): Promise<void> {
  // One after the other, and most on the platform whose clock is the finest, so that it is known who was the last.
  for (const [name, text, platform = 'messenger'] of lines) {
    await world.customer(platform, name).say(text)
    await world.idle()
  }
}

/** Of the next change of many the first one picked is refused, once that may be answered. */
async function refuseOne(page: Page): Promise<{ goOn(): void }> {
  const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
  await page.route(
    '**/conversations/bulk',
    async (route) => {
      const { conversation_ids, change } = route.request().postDataJSON()
      const [conversation_id, ...others] = conversation_ids
      await isAnswered
      const response = await route.fetch({ postData: { conversation_ids: others, change } })
      const { items } = await response.json()
      const error = { code: 'forbidden', message: 'Not this one.' }
      await route.fulfill({ response, json: { items: [{ conversation_id, error, undo: null }, ...items] } })
    },
    { times: 1 },
  )
  return { goOn }
}

describe('the list', () => {
  it('[B41] is narrowed by filters that stand in the address, each of them to be taken away', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(
      world,
      ['ada', 'Is the bowl there?', 'whatsapp'],
      ['noor', 'And shipping?'],
      ['leo', 'Hello?', 'instagram'],
    )
    const { page, complaints } = await signedIn(browser, world)
    await row(page, 'bowl').waitFor()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Platform').selectOption('WhatsApp')
    await page.getByRole('checkbox', { name: 'Unread' }).check()
    await page.keyboard.press('Escape')
    expect(new URL(page.url()).search).toBe('?platform=whatsapp&unread=true')
    await row(page, 'shipping').waitFor({ state: 'detached' })
    expect(await rows(page).count()).toBe(1)

    await page.reload()
    await row(page, 'bowl').waitFor()
    await page.getByRole('button', { name: 'Remove filter: WhatsApp' }).click()
    await row(page, 'shipping').waitFor()
    expect(new URL(page.url()).search).toBe('?unread=true')
    await page.goBack()
    await row(page, 'shipping').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Clear all' }).click()
    await row(page, 'shipping').waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(complaints).toEqual([])
  })

  it('[B43] does not move under the pointer', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first'], ['noor', 'second'], ['leonard', 'third'])
    const { page } = await signedIn(browser, world)
    await row(page, 'third').waitFor()
    const order = () => expect.poll(() => seen(page)) // names come a moment after the words
    await order().toEqual(['Leonard', 'Noor', 'Ada'])
    await row(page, 'second').hover()
    await say(world, ['ada', 'once more'], ['zoe', 'new here'])
    await row(page, 'once more').waitFor() // what it says is news, where it stands is not
    const updates = page.getByRole('button', { name: '2 updates' })
    await updates.waitFor()
    await order().toEqual(['Leonard', 'Noor', 'Ada'])
    await updates.click()
    await order().toEqual(['Zoe', 'Ada', 'Leonard', 'Noor'])

    await row(page, 'second').hover()
    await say(world, ['leonard', 'fourth'])
    await page.getByRole('button', { name: '1 update' }).waitFor()
    await away(page)
    await order().toEqual(['Leonard', 'Zoe', 'Ada', 'Noor'])

    await page.keyboard.press('F6')
    await page.keyboard.press('F6')
    await page.keyboard.press('ArrowDown')
    await say(world, ['noor', 'fifth'])
    await page.getByRole('button', { name: '1 update' }).waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await order().toEqual(['Noor', 'Leonard', 'Zoe', 'Ada'])
    expect(await page.evaluate(() => document.activeElement?.closest('[data-list]') !== null)).toBe(true)
  })

  it('[B45] [B46] [B47] is worked through by the keyboard alone, and another member sees it as it happens', async () => {
    await using world = await startWorld({ sandbox: true })
    const names = ['ada', 'noor', 'leonard', 'zoe', 'maya'] as const
    await say(world, ...names.map((name): Line => [name, `I am ${name}`]))
    const sam = await world.member('sam')
    const [mine, theirs] = [await signedIn(browser, world), await signedIn(browser, world, { who: sam })]
    const { page } = mine
    await row(page, 'maya').waitFor()
    await page.keyboard.press('F6')
    await page.keyboard.press('F6')
    for (let n = 0; n < 20; n++) {
      if (await page.evaluate(() => document.activeElement?.closest('[data-list]') !== null)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('3 selected').first().waitFor()
    await page.keyboard.press('e')
    await page.getByText('3 conversations archived').hover() // it stays for as long as the pointer does
    await expect.poll(() => seen(page)).toEqual(['Noor', 'Ada'])
    await expect.poll(() => seen(theirs.page)).toEqual(['Noor', 'Ada'])
    await page.getByRole('link', { name: 'Unread 2' }).waitFor()

    // The focus is where the work goes on.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('I am noor')
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await page.getByText('3 conversations are as they were').waitFor()
    await expect.poll(() => seen(theirs.page)).toEqual(['Maya', 'Zoe', 'Leonard', 'Noor', 'Ada'])

    await row(page, 'noor').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('I am noor').waitFor()
    await page.keyboard.press('u')
    await page.getByText('Choose a conversation').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('I am noor')
    await page.keyboard.press('i')
    await theirs.page.getByText('Assigned to Owner').first().waitFor()
    expect(mine.complaints).toEqual([])
    expect(theirs.complaints).toEqual([])
  })

  it('[B46] [B49] labels many at once, says what could not be done, and names the labels', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first'], ['noor', 'second'])
    const { page } = await signedIn(browser, world)
    await row(page, 'second').waitFor()
    await row(page, 'second').focus()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.keyboard.press('l')
    await page.getByRole('combobox').fill('Urgent')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'Urgent', selected: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Labels of 2 conversations changed').waitFor()
    await expect.poll(() => list(page).getByText('Labels: Urgent').count()).toBe(2)
  })

  it('[B46] leaves what was picked meanwhile alone when the server refuses, in this view and in another', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first'], ['noor', 'second'], ['leonard', 'third'], ['zoe', 'fourth'])
    const { page } = await signedIn(browser, world)
    const pick = async (...texts: string[]) => {
      for (const text of texts) {
        await row(page, text).focus()
        await page.keyboard.press('x')
      }
      await page.getByRole('toolbar').getByText(`${texts.length} selected`).waitFor()
    }
    const unpick = async () => {
      await page.keyboard.press('Escape')
      await page.getByRole('toolbar').waitFor({ state: 'detached' })
    }
    const refused = page.getByRole('toolbar').getByRole('button', { name: '1 conversation could not be changed' })

    // Whoever has picked nothing since has it picked again, and is told why.
    await row(page, 'fourth').waitFor()
    const first = await refuseOne(page)
    await pick('first', 'second')
    await page.keyboard.press('e')
    first.goOn()
    await page.getByRole('toolbar').getByText('1 selected').waitFor()
    await refused.waitFor()
    await unpick()

    // Whoever has is left with that.
    const second = await refuseOne(page)
    await pick('first', 'third')
    await page.keyboard.press('e')
    await pick('fourth')
    second.goOn()
    await refused.waitFor()
    expect(await page.getByRole('toolbar').getByText('1 selected').count()).toBe(1)
    await row(page, 'fourth').focus()
    await page.keyboard.press('x')
    await page.getByRole('toolbar').waitFor({ state: 'detached' })

    const third = await refuseOne(page)
    await pick('first', 'fourth')
    await page.keyboard.press('e')
    await page.getByRole('link', { name: 'Archived' }).click()
    await row(page, 'third').waitFor()
    await pick('second', 'third')
    third.goOn()
    await refused.waitFor()
    expect(await page.getByRole('toolbar').getByText('2 selected').count()).toBe(1)
  })

  it('[B46] puts on a label that is created after its dialog was closed, and says so when it is not', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first'], ['noor', 'second'])
    const { page } = await signedIn(browser, world)
    const create = async (text: string, name: string) => {
      await row(page, text).focus()
      await page.keyboard.press('l')
      await page.getByRole('combobox').fill(name)
      await page.keyboard.press('Enter')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await row(page, 'second').waitFor()
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/api/v1/labels', async (route) => {
      await isAnswered
      await route.continue()
    })
    await create('first', 'VIP')
    await row(page, 'second').focus()
    await page.keyboard.press('x')
    goOn()
    await list(page).getByText('Labels: VIP').waitFor()
    expect(await row(page, 'first').getByText('Labels: VIP').count()).toBe(1)
    expect(await page.getByRole('toolbar').getByText('1 selected').count()).toBe(1)

    await page.unroute('**/api/v1/labels')
    await page.route('**/api/v1/labels', (route) => route.abort())
    await create('first', 'Lost')
    await page.getByText('The server did not answer.', { exact: false }).waitFor()
  })

  it('[B36] takes back what was done last, also while the server has not answered', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first'], ['noor', 'second'], ['leonard', 'third'])
    const { page } = await signedIn(browser, world)
    const archive = async (text: string) => {
      await row(page, text).focus()
      await page.keyboard.press('e')
      await row(page, text).waitFor({ state: 'detached' })
    }
    await row(page, 'third').waitFor()
    await archive('first')
    await page.getByText('1 conversation archived').hover() // it stays for as long as the pointer does
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/conversations/bulk', async (route) => {
      await isAnswered
      await route.continue()
    })
    await archive('second')
    await page.keyboard.press('ControlOrMeta+z')
    goOn()
    await page.getByText('1 conversation is as it was').waitFor()
    await row(page, 'second').waitFor()
    expect(await row(page, 'first').count()).toBe(0)

    // And then what was done before that.
    await page.keyboard.press('ControlOrMeta+z')
    await row(page, 'first').waitFor()
  })

  it('[B48] keeps filters under a name, for the team at once', async () => {
    await using world = await startWorld({ sandbox: true })
    await say(world, ['ada', 'first', 'whatsapp'], ['noor', 'second'])
    const sam = await world.member('sam')
    const [{ page }, theirs] = [
      await signedIn(browser, world, { path: '/inbox/unread?platform=whatsapp' }),
      await signedIn(browser, world, { who: sam }),
    ]
    const save = page.getByRole('button', { name: 'Save view' })
    await save.click()
    await page.getByLabel('Name').press('Escape')
    await expect.poll(() => save.evaluate((button) => button === document.activeElement)).toBe(true)
    await save.click()
    await page.getByLabel('Name').fill('Waiting on WhatsApp')
    await page.getByRole('switch', { name: 'Share with the team' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('View “Waiting on WhatsApp” saved').waitFor()
    await save.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^Filters/)
    await expect
      .poll(async () => {
        await theirs.page.getByRole('button', { name: /^Saved views/ }).click()
        const item = theirs.page.getByRole('menuitem', { name: 'Waiting on WhatsApp' })
        if ((await item.count()) > 0) await item.click()
        else await theirs.page.keyboard.press('Escape')
        return theirs.page.url().replace(world.url, '')
      })
      .toBe('/inbox/unread?platform=whatsapp')
    await row(theirs.page, 'first').waitFor()

    await page.getByRole('button', { name: /^Saved views/ }).click()
    await page.getByRole('menuitem', { name: 'Edit views…' }).click()
    await page.getByLabel('Name of “Waiting on WhatsApp”').fill('WhatsApp')
    await page.keyboard.press('Enter')
    await theirs.page.getByRole('button', { name: 'Saved views, WhatsApp' }).waitFor()
    await page.getByRole('button', { name: 'Delete “WhatsApp”' }).click()
    await theirs.page.getByRole('button', { name: 'Saved views', exact: true }).waitFor()
  })

  it('[B48] closes nothing that was opened while a view is saved, and takes nothing away that was typed', async () => {
    await using world = await startWorld({ sandbox: true })
    await world.owner.post('/saved_views', { name: 'Mine', filter: { assignee_id: 'me' } })
    const { page } = await signedIn(browser, world, { path: '/inbox/unread?platform=whatsapp' })
    const menu = async (item: string) => {
      await page.getByRole('button', { name: /^Saved views/ }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/saved_views', async (route) => {
      await isAnswered
      await route.continue()
    })
    await menu('Save these filters…')
    await page.getByLabel('Name').fill('WhatsApp')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await menu('Edit views…')
    const name = page.getByLabel('Name of “Mine”')
    await name.waitFor()
    goOn()
    await page.getByText('View “WhatsApp” saved').waitFor()
    await page.getByLabel('Name of “WhatsApp”').waitFor()

    const refusal = Promise.withResolvers<void>()
    await page.route('**/saved_views/*', async (route) => {
      await refusal.promise
      await route.abort()
    })
    await name.fill('Ours')
    await page.keyboard.press('Enter')
    await name.fill('Everybody')
    refusal.resolve()
    await page.getByText('The server did not answer.', { exact: false }).waitFor()
    expect(await name.inputValue()).toBe('Everybody')
  })
})

describe('a list of thousands', () => {
  it('[B40] [B42] [B44] [B47] holds few rows, and finds what lies far back', async () => {
    await using world = await startWorld({ sandbox: true })
    await seedConversations(world, 5_000)
    const { page, complaints } = await signedIn(browser, world)
    await row(page, 'Question 1').first().waitFor()
    await page.getByRole('link', { name: 'Unassigned 1,000+' }).waitFor()

    const most = { rows: 0 }
    const furthest = async () => {
      await list(page).evaluate((element) => element.scrollTo(0, element.scrollHeight))
      const numbers = await rows(page).evaluateAll((items) => items.map((item) => Number(item.ariaPosInSet)))
      most.rows = Math.max(most.rows, numbers.length)
      return Math.max(...numbers)
    }
    await expect.poll(furthest, { timeout: 30_000 }).toBeGreaterThan(700)
    expect(most.rows).toBeLessThanOrEqual(60)

    await page.route('**/api/v1/conversations?*', (route) => route.abort())
    await expect
      .poll(async () => [await furthest(), await page.getByRole('alert').count()][1], { timeout: 30_000 })
      .toBe(1)
    await page.unroute('**/api/v1/conversations?*')
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    complaints.length = 0 // of the request that was cut off

    // Far beyond everything that has been loaded.
    const found = await world.owner.get<{ items: ConversationView[] }>('/conversations?q=customer.4321&limit=1')
    const old = found.body.items[0]!
    await page.getByRole('link', { name: 'Mine' }).click()
    await page.getByText('Nothing here').waitFor()
    await world.owner.post(`/conversations/${old.id}/assign`, { assignee_id: world.owner.id })
    await row(page, 'Question 4321').click()
    expect(await rows(page).first().getAttribute('aria-setsize')).toBe('1')
    await page.getByRole('link', { name: 'Mine 1' }).waitFor()
    await world.owner.post(`/conversations/${old.id}/assign`, { assignee_id: null })
    await away(page)
    await page
      .locator('[data-muted]')
      .getByRole('link', { name: /Question 4321/ })
      .waitFor()
    await page.keyboard.press('u')
    await page.getByText('Nothing here').waitFor()
    expect(complaints).toEqual([])

    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Unassigned ~1,000+' }).waitFor() // what it was: most of them are not here
  })
})
