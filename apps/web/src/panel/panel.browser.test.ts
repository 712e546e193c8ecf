import type { ContactDetails, ConversationView, NoteView, Page as PageOf } from '@switchboard/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World, type WorldMember } from '../../../server/world/index.ts'
import { frames, launchBrowser, signedIn } from '../../world/index.ts'

let browser: Browser
let world: World
let agent: WorldMember
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
  agent = await world.member('agent')
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

/** The conversation with somebody of this name; some names are asked for and come a moment later. */
async function conversationWith(name: string): Promise<ConversationView> {
  const find = async () => {
    const { items } = (await world.owner.get<PageOf<ConversationView>>('/conversations?limit=100')).body
    return items.find(({ contact }) => contact?.name?.toLowerCase() === name)
  }
  await expect.poll(find).toBeDefined()
  return (await find())!
}

/** Somebody of this name has written, and the page stands in that conversation. */
async function open(name: string, { who = world.owner, ...options }: Parameters<typeof signedIn>[2] = {}) {
  const conversation = await conversationWith(name)
  const opened = await signedIn(browser, world, { path: `/inbox/all/${conversation.id}`, who, ...options })
  return { ...opened, conversation, panel: opened.page.getByRole('complementary', { name: 'Contact' }) }
}

async function writes(platform: 'whatsapp' | 'instagram', name: string, text = 'Hello') {
  await world.customer(platform, name).say(text)
  await world.idle()
}

const contactOf = async ({ contact }: ConversationView) =>
  (await world.owner.get<ContactDetails>(`/contacts/${contact!.id}`)).body

async function addField(page: Page, name: string, value: string) {
  await page.getByRole('button', { name: 'Add a field' }).click()
  await page.getByLabel('Name of the field').fill(name)
  await page.getByLabel('Value', { exact: true }).fill(value)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `Change ${name}: ${value}` }).waitFor()
}

describe('the contact panel', () => {
  it('[B130] says who somebody is, and [B134] a note that one member adds appears for another, once', async () => {
    await writes('whatsapp', 'ada')
    const one = await open('ada')
    const two = await open('ada', { who: agent })
    await one.panel.getByText(/^\+1\d{10}$/).waitFor()
    await one.panel.getByRole('button', { name: 'Copy Phone' }).waitFor()
    await two.panel.getByLabel('What should your team know?').waitFor()

    // The answer gets lost on its way back; what was asked for has happened.
    await one.page.route('**/notes', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await one.panel.getByLabel('What should your team know?').fill('Collects on Saturday.')
    await one.page.keyboard.press('Control+Enter')
    const notes = two.panel.getByRole('list', { name: 'Notes' }).getByRole('article')
    await notes.getByText('Collects on Saturday.').waitFor()
    await one.panel.getByText(/Owner · now|Owner · \d+ seconds ago/).waitFor()
    expect(await one.panel.getByText('Collects on Saturday.').count()).toBe(1)
    expect(await notes.count()).toBe(1)
    // Only its author may change it, and only who manages members may remove another's.
    expect(await two.panel.getByRole('button', { name: /Note by Owner/ }).count()).toBe(0)
    expect(two.complaints).toEqual([])
  })

  it('[B135] a note can be changed, removed, and brought back', async () => {
    await writes('whatsapp', 'bea')
    const { panel, page, conversation } = await open('bea')
    await panel.getByLabel('What should your team know?').fill('Pays by invoce')
    await panel.getByRole('button', { name: 'Add note' }).click()
    await panel.getByRole('button', { name: /Note by Owner/ }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await panel.getByLabel('Edit', { exact: true }).fill('Pays by invoice')
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/notes/*', async (route) => {
      await isAnswered
      await route.continue()
    })
    await page.keyboard.press('Control+Enter')
    await panel.getByText('Saving').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE')
    goOn()
    await panel.getByText('edited').waitFor()
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^Note by Owner, .*: more$/)

    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('Note deleted').waitFor()
    await panel.getByText('Pays by invoice').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Undo/ }).click()
    await panel.getByRole('article').getByText('Pays by invoice').waitFor()
    const notes = () => world.owner.get<PageOf<NoteView>>(`/contacts/${conversation.contact!.id}/notes`)
    await expect.poll(async () => (await notes()).body.items.map(({ text }) => text)).toEqual(['Pays by invoice'])
  })

  it('[B160] a note waits for the connection, and one that is refused is there to be tried again', async () => {
    await writes('whatsapp', 'gus')
    const { panel, page, conversation } = await open('gus')
    const newest = async () =>
      (await world.owner.get<PageOf<NoteView>>(`/contacts/${conversation.contact!.id}/notes`)).body.items[0]?.text
    const write = async (text: string) => {
      await panel.getByLabel('What should your team know?').fill(text)
      await page.keyboard.press('Control+Enter')
      await panel.getByRole('article').getByText(text).waitFor()
    }
    await panel.getByLabel('What should your team know?').waitFor()
    await page.context().setOffline(true)
    await page.getByText('You are offline').waitFor()
    await write('Written in a tunnel')
    await page.getByText('1 change waits to be sent').waitFor()
    await page.context().setOffline(false)
    await expect.poll(newest, { timeout: 20_000 }).toBe('Written in a tunnel')

    const json = { code: 'forbidden', message: 'No.', retry: false, details: {} }
    await page.route('**/notes', (route) => route.fulfill({ status: 403, json }))
    await write('Not now')
    await panel.getByText('Not saved.').waitFor()
    await page.unroute('**/notes')
    await panel.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await expect.poll(newest).toBe('Not now')
    await panel.getByText('Not saved.').waitFor({ state: 'detached' })
  })

  it('[B133] two who add a field at the same moment end with both', async () => {
    await writes('whatsapp', 'dara')
    const one = await open('dara')
    const two = await open('dara', { who: agent })
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await two.page.route('**/contacts/*', async (route) => {
      if (route.request().method() === 'PATCH') await isAnswered
      await route.continue()
    })
    await addField(two.page, 'Colour', 'blue')
    await addField(one.page, 'Size', 'M')
    await expect.poll(async () => (await contactOf(one.conversation)).fields).toEqual([{ name: 'Size', value: 'M' }])
    goOn()
    for (const { panel } of [one, two]) {
      await panel.getByRole('button', { name: 'Change Size: M' }).waitFor()
      await panel.getByRole('button', { name: 'Change Colour: blue' }).waitFor()
    }
  })

  it('[B132] [B133] two who change the same field end at the truth of the server, and neither types over the other unknowingly', async () => {
    await writes('whatsapp', 'cleo')
    const one = await open('cleo')
    const two = await open('cleo', { who: agent })
    await addField(one.page, 'Size', 'M')
    await two.panel.getByRole('button', { name: 'Change Size: M' }).waitFor()
    await addField(two.page, 'Colour', 'blue')
    await two.panel.getByRole('button', { name: 'Change Size: M' }).click()
    await two.panel.getByLabel('Size', { exact: true }).fill('L')

    await one.panel.getByRole('button', { name: 'Change Size: M' }).click()
    await one.panel.getByLabel('Size', { exact: true }).fill('XL')
    await one.page.keyboard.press('Enter')
    await two.panel.getByText('Changed meanwhile to “XL”.').waitFor()
    expect(await two.panel.getByLabel('Size', { exact: true }).inputValue()).toBe('L')
    await two.panel.getByLabel('Size', { exact: true }).press('Enter')
    await one.panel.getByRole('button', { name: 'Change Size: L' }).waitFor()
    await two.panel.getByRole('button', { name: 'Change Size: L' }).waitFor()
    expect((await contactOf(one.conversation)).fields).toEqual([
      { name: 'Size', value: 'L' },
      { name: 'Colour', value: 'blue' },
    ])

    // Removed, and brought back to its place.
    await one.panel.getByText('Size', { exact: true }).hover()
    await one.panel.getByRole('button', { name: 'More for Size' }).click()
    await one.page.getByRole('menuitem', { name: 'Delete' }).click()
    await two.panel.getByText('Size', { exact: true }).waitFor({ state: 'detached' })
    await one.page.getByRole('button', { name: /^Undo/ }).click()
    await two.panel.getByText('Size', { exact: true }).waitFor()
    expect((await contactOf(one.conversation)).fields[0]).toEqual({ name: 'Size', value: 'L' })
  })

  it('[B132] whoever has gone on before the server has answered is not called back', async () => {
    await writes('whatsapp', 'nora')
    const { panel, page } = await open('nora')
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/contacts/*', async (route) => {
      if (route.request().method() === 'PATCH') await isAnswered
      await route.continue()
    })
    await addField(page, 'Colour', 'blue')
    await panel.getByRole('button', { name: 'Change E-mail: Add an address' }).click()
    await page.keyboard.type('nora@example.com')
    goOn()
    const field = panel.getByLabel('E-mail', { exact: true })
    await panel.getByRole('button', { name: 'Add a field' }).waitFor()
    await frames(page)
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    expect(await field.inputValue()).toBe('nora@example.com')
  })

  it('[B132] what the server does not take stands at its field, with what was typed, to be tried again', async () => {
    await writes('whatsapp', 'dora')
    const { panel, page, conversation } = await open('dora')
    await panel.getByRole('button', { name: 'Change Name: Dora' }).click()
    await page.route('**/contacts/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    )
    await panel.getByLabel('Name', { exact: true }).fill('Dora Lind')
    await page.keyboard.press('Enter')
    await panel.getByText('The server did not answer.', { exact: false }).waitFor()
    expect(await panel.getByLabel('Name', { exact: true }).inputValue()).toBe('Dora Lind')
    await page.unroute('**/contacts/*')
    await panel.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('region', { name: 'Conversations' }).getByText('Dora Lind').waitFor()
    expect((await contactOf(conversation)).display_name).toBe('Dora Lind')

    // Emptied, the platform's name is back.
    await panel.getByRole('button', { name: 'Change Name: Dora Lind' }).click()
    await panel.getByLabel('Name', { exact: true }).fill('')
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Change Name: Dora', exact: true }).waitFor()
  })

  it('[B132] a refusal is told at its field, takes nobody away from another one, and nothing newer back', async () => {
    await writes('whatsapp', 'olga')
    const { panel, page } = await open('olga')
    const refusals: (() => void)[] = []
    await page.route('**/contacts/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      await new Promise<void>((resolve) => refusals.push(resolve))
      await route.abort()
    })
    const refuse = async () => {
      await expect.poll(() => refusals.length).toBeGreaterThan(0)
      refusals.shift()!()
    }
    const name = panel.getByLabel('Name', { exact: true })
    await panel.getByRole('button', { name: 'Change Name: Olga' }).click()
    await name.fill('Olga Lind')
    await page.keyboard.press('Enter')
    const note = panel.getByLabel('What should your team know?')
    await note.fill('Collects')
    await refuse()
    await panel.getByText('The server did not answer.', { exact: false }).waitFor()
    await page.keyboard.type(' it')
    expect(await note.inputValue()).toBe('Collects it')
    expect(await name.inputValue()).toBe('Olga Lind')

    await panel.getByRole('button', { name: 'Try again' }).click()
    await panel.getByRole('button', { name: 'Change Name: Olga Lind' }).click()
    await name.fill('Olga Berg')
    await refuse()
    await panel.getByText('The server did not answer.', { exact: false }).waitFor()
    expect(await name.inputValue()).toBe('Olga Berg')
  })

  it('[B136] [B137] labels are found, created and put on by the keyboard, and assigned is whoever is chosen', async () => {
    await writes('whatsapp', 'emil')
    const one = await open('emil')
    const two = await open('emil', { who: agent })
    await one.panel.getByRole('button', { name: 'Change labels' }).focus()
    await one.page.keyboard.press('Enter')
    await one.page.getByRole('combobox', { name: 'Find or create a label' }).waitFor()
    await one.page.keyboard.type('VIP')
    await one.page.getByRole('radio', { name: 'Teal' }).check()
    await one.page.getByRole('combobox', { name: 'Find or create a label' }).press('Enter')
    await two.panel.getByRole('list', { name: 'Labels' }).getByText('VIP').waitFor()
    await one.page.getByRole('option', { name: 'VIP', selected: true }).waitFor()
    await one.page.keyboard.press('Escape')
    await two.panel.getByRole('button', { name: 'Remove the label VIP' }).click()
    await one.panel.getByRole('button', { name: 'Remove the label VIP' }).waitFor({ state: 'detached' })

    await one.panel.getByRole('button', { name: 'Assigned to: Nobody' }).click()
    await one.page.getByRole('menuitemradio', { name: 'agent' }).click()
    await two.panel.getByRole('button', { name: 'Assigned to: agent' }).waitFor()
    const { items } = (await world.owner.get<PageOf<ConversationView>>(`/conversations?assignee_id=${agent.id}`)).body
    expect(items.map(({ contact }) => contact?.name)).toEqual(['Emil'])
  })

  it('[B136] what is typed while a label is created stays, and so does the focus', async () => {
    await writes('whatsapp', 'lars')
    const { panel, page } = await open('lars')
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/api/v1/labels', async (route) => {
      await isAnswered
      await route.continue()
    })
    await panel.getByRole('button', { name: 'Change labels' }).click()
    const field = page.getByRole('combobox', { name: 'Find or create a label' })
    await field.fill('Wholesale')
    await field.press('Enter')
    await field.fill('Refund')
    await field.press('Tab')
    const colour = page.getByRole('radio', { checked: true })
    await expect.poll(() => colour.evaluate((input) => input === document.activeElement)).toBe(true)
    goOn()
    await panel.getByRole('list', { name: 'Labels' }).getByText('Wholesale').waitFor()
    expect(await field.inputValue()).toBe('Refund')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio')
  })

  it('[B138] what was sent leads to where it was sent, and pictures are shown', async () => {
    const kofi = world.customer('instagram', 'kofi')
    await kofi.sendImage()
    await kofi.sendFile()
    await world.idle()
    const { panel, page, complaints } = await open('kofi')
    const photo = panel.getByRole('list', { name: 'Photos' }).getByRole('link')
    await photo.locator('img').waitFor()
    await expect
      .poll(() => photo.locator('img').evaluate((img) => (img as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(0)
    // Live: what is sent while one looks.
    await kofi.sendImage()
    await expect.poll(() => photo.count()).toBe(2)
    await panel.getByRole('tab', { name: 'Photos' }).press('End')
    const file = panel.getByRole('list', { name: 'Files' }).getByRole('link', { name: /^Document/ })
    await Promise.all([page.getByRole('main').locator('[data-flashed]').waitFor(), file.click()])
    expect(complaints).toEqual([])
  })

  it('[B139] a part that was closed stays closed, and the panel beside or over the thread is a place that one can leave', async () => {
    await writes('whatsapp', 'fay')
    const { panel, page } = await open('fay', { viewport: { width: 900, height: 800 } })
    expect(await panel.count()).toBe(0)
    await page.getByRole('main').getByRole('button', { name: 'Contact panel' }).focus()
    await page.keyboard.press('p')
    await panel.getByRole('button', { name: 'Details' }).click()
    expect(await panel.getByText('First contact').count()).toBe(0)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Contact panel')
    await page.reload()
    await page.getByRole('main').getByRole('button', { name: 'Contact panel' }).waitFor()
    await page.keyboard.press('p')
    await panel.getByRole('button', { name: 'Details' }).waitFor()
    expect(await panel.getByRole('button', { name: 'Details' }).getAttribute('aria-expanded')).toBe('false')
  })
})
