import type { Invitation, NewInvitation, Page } from '@switchboard/protocol'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, openPage, signedIn, signIn } from '../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ env: { SIGN_INS_PER_MINUTE: '6' } })
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

async function invite(): Promise<string> {
  const { body } = await world.owner.post<NewInvitation>('/invitations', { role: 'agent' })
  return new URL(body.url).search
}

describe('signing in', () => {
  it('[B8] says the same whether or not there is such an account', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/sign-in`)
    await signIn(page, { email: 'nobody@example.com', password: 'wrong password' })
    const unknown = await page.getByRole('alert').textContent()
    await signIn(page, { email: world.owner.email, password: 'wrong password' })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(await page.getByRole('alert').textContent()).toBe(unknown)
  })

  it('[B8] shows how long is left after too many attempts', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/sign-in`)
    const locked = page.getByText(/Try again in \d+ seconds/)
    for (let attempt = 0; attempt < 8 && (await locked.count()) === 0; attempt++) {
      await signIn(page, { email: 'guessed@example.com', password: 'wrong password' })
      await page.getByRole('alert').waitFor()
    }
    await locked.waitFor()
    expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true)
  })

  it('[B8] is what password managers look for', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/sign-in`)
    expect(await page.getByLabel('E-mail').getAttribute('autocomplete')).toBe('username')
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('autocomplete')).toBe('current-password')
  })

  it('[B8] never leads to another site', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/sign-in?next=//example.com/`)
    await signIn(page, world.owner)
    await page.locator('[data-region=rail]').waitFor()
    expect(new URL(page.url()).origin).toBe(new URL(world.url).origin)
  })

  it('[B8] says what to do where the browser keeps no cookies', async () => {
    const { page } = await openPage(browser)
    await page.route('**/api/auth/sign-in/email', async (route) => {
      const answer = await route.fetch()
      await page.context().clearCookies() // fetching has kept them for the browser
      const headers = Object.fromEntries(Object.entries(answer.headers()).filter(([name]) => name !== 'set-cookie'))
      await route.fulfill({ response: answer, headers })
    })
    await page.goto(`${world.url}/sign-in`)
    const member = await world.member('agent')
    await signIn(page, member)
    await page.getByRole('heading', { name: 'Your browser blocks cookies' }).waitFor()
  })
})

describe('an invitation', () => {
  it('[B9] makes a member of whoever holds it, once', async () => {
    const search = await invite()
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/invite${search}`)
    await page.getByLabel('Your name').fill('A colleague')
    await page.getByLabel('E-mail').fill('colleague@example.com')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('Live', { exact: true }).waitFor()

    const other = await openPage(browser)
    await other.page.goto(`${world.url}/invite${search}`)
    await other.page.getByRole('heading', { name: 'This invitation has been used' }).waitFor()
  })

  it('[B9] says what to do when it has expired, was revoked, or never was', async () => {
    const search = await invite()
    const revoked = await invite()
    const { items } = (await world.owner.get<Page<Invitation>>('/invitations')).body
    await world.owner.delete(`/invitations/${items[0]!.id}`)
    world.advance(8 * 86_400_000)
    const { page } = await openPage(browser)
    await page.goto(`${world.url}/invite${search}`)
    await page.getByRole('heading', { name: 'This invitation has expired' }).waitFor()
    await page.goto(`${world.url}/invite${revoked}`)
    await page.getByRole('heading', { name: 'This invitation has been revoked' }).waitFor()
    await page.goto(`${world.url}/invite?token=made-up`)
    await page.getByRole('heading', { name: 'This invitation does not work' }).waitFor()
  })
})

describe('somebody', () => {
  it('[B11] whose access is switched off is told so', async () => {
    await using own = await startWorld()
    const member = await own.member('agent')
    const { page } = await signedIn(browser, own, { who: member })
    await own.owner.patch(`/members/${member.id}`, { is_disabled: true })
    await page.getByRole('heading', { name: /You cannot see an inbox|Sign in/ }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'You cannot see an inbox' }).waitFor()
  })

  it('[B11] who cannot reach the server is told so, and let in when it is back', async () => {
    const { page } = await openPage(browser)
    await page.route('**/api/v1/snapshot*', (route) => route.abort())
    await page.goto(world.url)
    await signIn(page, world.owner)
    await page.getByRole('heading', { name: 'The server does not answer' }).waitFor()
    await page.unroute('**/api/v1/snapshot*') // and comes back by itself
    await page.locator('[data-region=rail]').waitFor()
  })
})
