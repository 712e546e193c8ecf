import { randomUUID } from 'node:crypto'
import type { ConversationView, NewInvitation, Page as PageOf } from '@switchboard/protocol'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World, type WorldMember } from '../../../server/world/index.ts'
import {
  axeProblems,
  colourRules,
  launchBrowser,
  openLastingPage,
  sayEveryKind,
  setLook,
  signIn,
  wear,
} from '../../world/index.ts'
import { arabic } from '../i18n/ar/index.ts'
import { english } from '../i18n/en/index.ts'
import { settingsPages } from '../i18n/en/settings-pages.ts'
import { flatten } from '../i18n/leaf.ts'

/** Goes where the app can be, as somebody does who reads in one direction, and shows each place in every theme. */

const themes = ['light', 'dark', 'contrast'] as const
const catalogues = {
  en: flatten({ ...english, ...settingsPages }),
  ar: flatten(arabic),
}
type Language = keyof typeof catalogues

const layers = 'dialog[open], [popover]:popover-open:not([data-passive])'

const desk = { width: 1360, height: 900 }
const between = { width: 1000, height: 800 }
const phone = { width: 390, height: 844 }

let browser: Browser
let world: World
let places: Places
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
  places = await furnish()
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

interface Places {
  ada: string
  bruno: string
  lucia: string
  account: string
  event: string
  failed: string
  invitations: { open: string; used: string; expired: string }
  gone: WorldMember
}

/** Something of everything that the pages can show. */
async function furnish(): Promise<Places> {
  const { owner } = world
  const hoursAgo = (hours: number) => ({ at: world.now().getTime() - hours * 3_600_000 })
  await world.customer('whatsapp', 'zoe').say('Is the bowl still there?', hoursAgo(22))
  await world.customer('messenger', 'noor').say('I want a bowl, too', hoursAgo(40))
  await world.customer('whatsapp', 'maya').say('The bowl has a crack', hoursAgo(30))
  await sayEveryKind(world)
  await world.member('Sam')
  const gone = await world.member('Gone')
  await owner.patch(`/members/${gone.id}`, { is_disabled: true })

  const label = await owner.post<{ id: string }>('/labels', { name: 'VIP', color: 'amber' })
  await owner.post('/labels', { name: 'Shipping', color: 'blue' })
  const { items } = (await owner.get<PageOf<ConversationView>>('/conversations?limit=100')).body
  const latest = (platform: string) => items.find((each) => each.platform === platform)!
  const [ada, bruno, lucia] = [latest('whatsapp'), latest('messenger'), latest('instagram')]
  await owner.post('/conversations/bulk', {
    conversation_ids: [ada.id, bruno.id],
    change: { assignee_id: owner.id, add_labels: [label.body.id] },
  })
  await owner.post(`/contacts/${ada.contact!.id}/notes`, { id: randomUUID(), text: 'Collects on Saturday.' })
  await owner.patch(`/contacts/${ada.contact!.id}`, { fields: [{ name: 'Size', value: 'L' }] })
  await owner.post('/saved_views', { name: 'On WhatsApp', filter: { platform: 'whatsapp' }, is_shared: true })

  const invite = async () => (await owner.post<NewInvitation>('/invitations', { role: 'agent' })).body
  const [open, used, expired] = [await invite(), await invite(), await invite()]
  await world.db.pool.query('update invitations set accepted_at = now() where id = $1', [used.id])
  await world.db.pool.query(`update invitations set expires_at = now() - interval '1 day' where id = $1`, [expired.id])
  await world.db.pool.query(
    `update inbound_events set state = 'failed', error = 'something was wrong' where id in (
      select id from inbound_events order by received_at limit 1)`,
  )
  const [account] = (await owner.get<{ items: { id: string }[] }>('/accounts')).body.items
  const event = async (state: string) =>
    (await owner.get<PageOf<{ id: string }>>(`/admin/inbound_events?state=${state}`)).body.items[0]!.id
  const address = ({ url }: NewInvitation) => `/invite${new URL(url).search}`
  return {
    ada: `/inbox/all/${ada.id}`,
    bruno: `/inbox/all/${bruno.id}`,
    lucia: `/inbox/all/${lucia.id}`,
    account: account!.id,
    event: await event('processed'),
    failed: await event('failed'),
    invitations: { open: address(open), used: address(used), expired: address(expired) },
    gone,
  }
}

/** Somebody who goes through the app in one language and notes down what is wrong with each place. */
class Visitor {
  readonly page: Page
  readonly language: Language
  readonly problems: string[] = []

  constructor(page: Page, language: Language) {
    this.page = page
    this.language = language
  }

  /** The place that the page shows now, in every theme. */
  async see(place: string): Promise<void> {
    await this.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    // What lies over the page is seen by itself: the page beneath has been.
    const part = (await this.page.locator(layers).count()) > 0 ? layers : undefined
    for (const theme of themes) {
      await wear(this.page, theme)
      const found = await axeProblems(this.page, part, theme === themes[0] ? undefined : colourRules)
      this.problems.push(...found.map((problem) => `${place} (${this.language}, ${theme}) ${problem}`))
    }
  }

  /** As a link of the app leads there: without loading it again. */
  async go(path: string): Promise<void> {
    await this.page.evaluate((to) => history.pushState(null, '', to), path)
    await this.page.waitForURL((url) => url.pathname + url.search === path)
  }

  async load(path: string): Promise<void> {
    await this.page.goto(world.url + path)
  }

  /** Opens a layer by its button, shows it, and closes it again. */
  async peek(place: string, button: Locator, inside: string, before?: () => Promise<unknown>): Promise<void> {
    await button.click()
    await this.page.locator(inside).first().waitFor()
    await before?.()
    await this.see(place)
    await this.leave()
  }

  /** Out of everything that lies over the page. */
  async leave(): Promise<void> {
    const open = this.page.locator(layers)
    for (let presses = 0; presses < 3 && (await open.count()) > 0; presses++) {
      await this.page.keyboard.press('Escape')
      await open
        .first()
        .waitFor({ state: 'hidden', timeout: 500 })
        .catch(() => {}) // one more lay beneath it
    }
  }

  /** What the app says for a key; of a text with parameters its longest part without. */
  say(key: string): string {
    const leaf = catalogues[this.language].get(key)
    if (leaf === undefined) throw new Error(`there is no text ${key}`)
    const parts = (typeof leaf === 'string' ? leaf : leaf.other).split(/\{\w+\}/).map((part) => part.trim())
    return parts.toSorted((a, b) => b.length - a.length)[0]!
  }

  button(key: string): Locator {
    return this.page.getByRole('button', { name: this.say(key) }).first()
  }

  item(key: string): Locator {
    return this.page.getByRole('menuitem', { name: this.say(key) }).first()
  }

  get rows(): Locator {
    return this.page.locator('[data-list] a')
  }
}

async function seeFront(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const next = page.locator('button[type=submit]')
  const heading = (key: string) => page.getByRole('heading', { name: visitor.say(key) }).waitFor()

  await visitor.load('/no/such/page')
  await heading('errors.page_not_found')
  await visitor.see('no such page')
  for (const [name, key] of [
    ['open', 'auth.join'],
    ['used', 'auth.invitation_used'],
    ['expired', 'auth.invitation_expired'],
  ] as const) {
    await visitor.load(places.invitations[name])
    await heading(key)
    await visitor.see(`invitation, ${name}`)
  }
  await visitor.load('/invite?token=made-up')
  await heading('auth.invitation_broken')
  await visitor.see('invitation, made up')

  await visitor.go('/sign-in')
  await next.waitFor()
  await visitor.see('sign-in')
  await signIn(page, { email: 'nobody@example.com', password: 'wrong password' })
  await page.getByRole('alert').waitFor()
  await visitor.see('sign-in, refused')
  await page.route('**/api/auth/sign-in/email', (route) => route.fulfill({ json: { twoFactorRedirect: true } }))
  await next.click()
  await page.locator('input[name=trust]').waitFor()
  await visitor.see('sign-in, code')
  await visitor.button('auth.use_recovery').click()
  await visitor.see('sign-in, recovery code')
  await page.unroute('**/api/auth/sign-in/email')

  await visitor.load('/sign-in')
  await signIn(page, places.gone)
  await heading('auth.no_access')
  await visitor.see('no access')
  await visitor.button('auth.sign_out').click()
  await page.locator('input[name=password]').waitFor()
}

/** The first run as it looks: the server has been set up, and only the last word of it is not asked. */
async function seeSetup(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const next = page.locator('button[type=submit]')
  await visitor.load('/setup')
  await page.getByRole('heading', { name: visitor.say('setup.no_code') }).waitFor()
  await visitor.see('setup without the link')
  await page.route('**/api/v1/setup', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ json: { workspace_id: world.id } }) : route.continue(),
  )
  await visitor.go('/setup?code=given')
  await page.locator('input[name=name]').fill('Owner')
  await page.locator('input[name=email]').fill(world.owner.email)
  await page.locator('input[name=password]').fill(world.owner.password)
  await visitor.see('setup, owner')
  await next.click()
  await page.locator('input[name=workspace_name]').waitFor()
  await visitor.see('setup, workspace')
  await next.click()
  await page.locator('input[type=radio]').first().waitFor()
  await visitor.see('setup, platform')
  await next.click()
  await page.locator('select[name=role]').waitFor()
  await next.click()
  await page.locator('main li').waitFor()
  await visitor.see('setup, invitations')
  await page.unroute('**/api/v1/setup')

  await page.route('**/api/v1/snapshot*', (route) => route.abort())
  await visitor.button('setup.open_inbox').click()
  await page.getByRole('heading', { name: visitor.say('auth.unreachable') }).waitFor()
  await visitor.see('no answer')
  await page.unroute('**/api/v1/snapshot*')
  await page.reload()
  await page.locator('[data-region=rail]').waitFor()
}

async function seeList(visitor: Visitor): Promise<void> {
  const { page, rows } = visitor
  await visitor.go('/inbox/all')
  await rows.nth(3).waitFor()
  await visitor.see('list')
  await visitor.peek('list, options', visitor.button('list.options'), '[role=menuitemradio]')
  await visitor.peek('your menu', page.locator('[data-region=rail] [aria-haspopup=menu]'), '[role=menuitemradio]')
  await rows.first().focus()
  await visitor.peek('row, menu', page.locator('[data-list] [aria-haspopup=menu]').first(), '[role=menuitem]')

  await rows.first().focus()
  await page.keyboard.press('x')
  // Each picks others: what one has changed already is no change for the other.
  const [edge, on] = visitor.language === 'en' ? ['Home', 'ArrowDown'] : ['End', 'ArrowUp']
  await page.keyboard.press(edge)
  await page.keyboard.press(`Shift+${on}`)
  await page.getByRole('toolbar').waitFor()
  await visitor.see('list, some picked')
  for (const [key, name] of [
    ['a', 'assign'],
    ['l', 'label'],
  ] as const) {
    await page.keyboard.press(key)
    await page.getByRole('option').first().waitFor()
    await visitor.see(`list, ${name}`)
    await visitor.leave()
  }
  await page.keyboard.press('Shift+I')
  await page.keyboard.press('Shift+U') // one of the two changes something
  await visitor.button('common.undo').waitFor()
  await visitor.see('list, notice')

  // Nothing here that the other visitor's keys may change meanwhile.
  await visitor.go('/inbox/all?platform=messenger&window=open')
  await rows.first().waitFor()
  await visitor.peek('list, filters', page.locator('header [aria-haspopup=dialog]').first(), 'select')
  await visitor.peek('list, save a view', visitor.button('filters.save'), 'dialog input')
  await visitor.button('saved_views.title').click()
  await page.locator('[role=menuitem]').first().waitFor()
  await visitor.see('list, saved views')
  await visitor.item('saved_views.edit').click()
  await page.locator('dialog li').first().waitFor()
  await visitor.see('list, edit views')
  await visitor.leave()
  await visitor.go('/inbox/all?name=nobodyofthisname')
  await visitor.button('list.clear_filters').waitFor()
  await visitor.see('list, nothing matches')
  await visitor.go('/inbox/archived')
  await page.locator('#list-pane').getByText(visitor.say('list.all_done_text')).waitFor()
  await visitor.see('list, empty view')

  await visitor.go('/inbox/all')
  await rows.first().waitFor()
  await page.keyboard.press('/')
  await page.locator('#search-pane code').first().waitFor()
  await visitor.see('search')
  await visitor.go('/inbox/all?q=bowl')
  await page.locator('#search-pane mark').first().waitFor()
  await visitor.see('search, found')
  await visitor.go('/inbox/all?q=nothingofthekind')
  await page.locator('#search-pane').getByText('nothingofthekind').first().waitFor()
  await visitor.see('search, nothing')
  await page.getByRole('searchbox').press('Escape')
  await visitor.go('/inbox/all')
  await rows.first().waitFor()

  await rows.first().focus()
  await page.keyboard.press('Control+k')
  await page.locator('input[role=combobox]').fill('a')
  await visitor.see('palette')
  await page.locator('input[role=combobox]').fill('nothingofthekind')
  await visitor.see('palette, nothing')
  await visitor.leave()
  await page.keyboard.press('?')
  await page.locator('dialog dl').first().waitFor()
  await visitor.see('keys')
  await visitor.leave()
  await page.context().setOffline(true)
  await page.locator('header svg.lucide-cloud-off').first().waitFor()
  await visitor.see('offline')
  await page.context().setOffline(false)
  await page.locator('header svg.lucide-cloud-off').first().waitFor({ state: 'detached' })
}

async function seeThread(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const feed = page.getByRole('feed')
  // So tall that every kind of message is drawn at once.
  await page.setViewportSize({ ...desk, height: 5_000 })
  for (const name of ['bruno', 'lucia', 'ada'] as const) {
    await visitor.go(places[name])
    await feed.locator('article').nth(5).waitFor()
    await page.locator('#panel-pane section').nth(2).waitFor()
    await visitor.see(`thread, ${name}`)
  }
  await page.setViewportSize(desk)
  await feed.locator('article').last().focus()
  await page.keyboard.press('Enter')
  await visitor.item('thread.view_raw').waitFor()
  await visitor.see('message, menu')
  await visitor.item('thread.view_raw').click()
  await page.locator('dialog pre').first().waitFor()
  await visitor.see('message, raw')
  await visitor.leave()
  await visitor.peek('message, earlier versions', visitor.button('thread.show_history'), '[role=dialog] li')
  await visitor.peek('thread, more', page.locator('main header [aria-haspopup=menu]').last(), '[role=menuitem]')

  const panel = page.locator('#panel-pane')
  await panel.locator('textarea').fill('A note')
  await visitor.see('panel, a note begun')
  await panel.locator('textarea').fill('')
  await visitor.peek('panel, assign', panel.locator('[aria-haspopup=menu]').first(), '[role=menuitemradio]')
  await visitor.peek('panel, labels', visitor.button('panel.labels_edit'), '[role=option]', () =>
    page.locator('input[role=combobox]').fill('New'),
  )
  await visitor.peek('panel, note menu', visitor.button('panel.note_by'), '[role=menuitem]')
  await panel.getByRole('button', { name: visitor.say('panel.email_add') }).click()
  await panel.locator('input[type=email]').fill('no address')
  await page.keyboard.press('Enter')
  await panel.getByRole('alert').waitFor()
  await visitor.see('panel, refused field')
  await page.keyboard.press('Escape')
  await visitor.button('panel.field_add').click()
  await visitor.see('panel, new field')
  await page.keyboard.press('Escape')
  await panel.getByRole('tab').last().click()
  await visitor.see('panel, files')

  await visitor.go(places.bruno)
  await feed.locator('article button img').last().click()
  await page.locator('dialog[open] img').waitFor()
  await visitor.see('pictures')
  await visitor.leave()
  await visitor.go('/inbox/all/00000000-0000-7000-8000-000000000000')
  await page.getByText(visitor.say('thread.not_found')).waitFor()
  await visitor.see('thread, not there')
}

async function seeSettings(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const plain = ['profile', 'appearance', 'notifications', 'keys', 'workspace', 'accounts']
  const withItem = [`accounts/${places.account}`, 'accounts/new', 'events']
  const open = async (path: string) => {
    await visitor.go(`/settings/${path}`)
    await page.locator('#settings-heading').waitFor()
    await page.locator('[data-region=page] :is(h2, li, form, a, button)').first().waitFor()
  }
  for (const path of [...plain, ...withItem]) {
    await open(path)
    await visitor.see(`settings, ${path.replace(places.account, 'one')}`)
  }
  for (const platform of ['messenger', 'instagram']) {
    await open('accounts/new')
    await page
      .locator(`input[type=radio]`)
      .nth(platform === 'messenger' ? 1 : 2)
      .check()
    await visitor.see(`settings, new account ${platform}`)
  }
  for (const id of [places.event, places.failed]) {
    await open(`events/${id}`)
    await page.locator('dialog pre').first().waitFor()
    await visitor.see('settings, event')
    await visitor.leave()
  }
  await open('security')
  await page.locator('[data-region=page] li').first().waitFor()
  await visitor.see('settings, security')
  await visitor.peek('settings, second factor', visitor.button('security.set_up'), 'dialog input')
  await open('members')
  await visitor.see('settings, members')
  await visitor.peek('settings, invite', visitor.button('team.invite'), 'dialog input')
  await open('labels')
  await visitor.see('settings, labels')
  await visitor.peek('settings, new label', visitor.button('label_list.new'), 'dialog input')
  await visitor.peek('settings, delete a label', visitor.button('label_list.delete'), 'dialog button')
  await open(`accounts/${places.account}`)
  await visitor.peek('settings, disconnect', visitor.button('account_list.disconnect'), 'dialog input')
  await open('profile')
  await page.locator('[data-region=page] input').first().fill('Somebody else')
  await page.locator('[data-region=list] a').nth(2).click()
  await page.locator('dialog[open]').waitFor()
  await visitor.see('settings, unsaved')
  await page.locator('dialog[open] button').last().click()
}

async function seeSandbox(visitor: Visitor): Promise<void> {
  const { page } = visitor
  await visitor.go('/sandbox')
  await page.locator('[data-phone] li').first().waitFor()
  await visitor.see('phones')
  const whatsapp = page.locator('section:has(> [data-phone=whatsapp])')
  await visitor.peek('phone, attach', whatsapp.locator('form [aria-haspopup=menu]'), '[role=menuitem]')
  await whatsapp.locator('[aria-haspopup=menu]').first().click()
  await page.locator('[role=menuitem]').first().waitFor()
  await visitor.see('phone, people')
  await visitor.item('sandbox.new_person').click()
  await page.locator('dialog input').waitFor()
  await visitor.see('phone, new person')
  await visitor.leave()
  await whatsapp.locator('li [aria-haspopup=menu]').last().focus()
  await page.keyboard.press('Enter')
  await page.locator('[role=menuitem]').first().waitFor()
  await visitor.see('phone, line menu')
  await visitor.leave()
  await visitor.peek('sandbox, faults', page.locator('header [aria-haspopup=dialog]'), '[role=dialog] select')
  await page.locator('header button[aria-pressed]').click()
  await page.locator('tbody button[aria-expanded]').first().click()
  await page.locator('tbody pre').first().waitFor()
  await visitor.see('sandbox, deliveries')
  await page.locator('header button[aria-pressed]').first().click()
}

/** What is another page, or lies elsewhere, where there is less room. */
async function seeSmall(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const fits = async (place: string) => {
    await visitor.see(place)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (over > 0) visitor.problems.push(`${place} (${visitor.language}) is ${over} px too wide`)
  }
  await page.setViewportSize(between)
  await visitor.go(`${places.ada}?panel=true`)
  await page.locator('#panel-pane section').nth(2).waitFor()
  await fits('panel over the thread')
  await page.setViewportSize(phone)
  await fits('phone, panel')
  await visitor.go(places.ada)
  await page.locator('[role=feed] article').first().waitFor()
  await fits('phone, thread')
  await visitor.go('/inbox/all')
  await visitor.rows.first().waitFor()
  await fits('phone, list')
  await visitor.go('/settings')
  await page.locator('[data-region=page] a').first().waitFor()
  await fits('phone, settings')
  for (const path of ['members', 'events', 'accounts']) {
    await visitor.go(`/settings/${path}`)
    await page.locator('[data-region=page] li').first().waitFor()
    await fits(`phone, settings, ${path}`)
  }
  await visitor.go('/sandbox')
  await page.locator('[data-phone] li').first().waitFor()
  await fits('phone, sandbox')
}

const walks = [seeFront, seeSetup, seeList, seeThread, seeSettings, seeSandbox, seeSmall]

it.concurrent.each(['en', 'ar'] as const)(
  '[B28] axe finds nothing on any screen, in any theme: %s',
  async (language) => {
    // Until the browser is closed: with two tests at once, what one of them hands to the end of the test may be done at
    // the end of the other.
    const { page } = await openLastingPage(browser, { viewport: desk, reducedMotion: 'reduce' })
    page.setDefaultTimeout(30_000) // offline, for one, comes after ten seconds
    await setLook(page, { language })
    const visitor = new Visitor(page, language)
    for (const walk of walks) {
      // One that gets stuck is a problem like the others, and the rest is seen all the same.
      await walk(visitor).catch((error: unknown) =>
        visitor.problems.push(`${walk.name} (${language}): ${String(error)}`),
      )
    }
    expect(visitor.problems).toEqual([])
  },
  600_000,
)
