import { createHmac } from 'node:crypto'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../../server/world/index.ts'
import { launchBrowser, openPage, signedIn, signIn } from '../../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld()
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true })

describe('a session', () => {
  it('[B108] that is signed out from another browser ends on the page that is open there', async () => {
    const who = await world.member('here-and-there')
    const there = await signedIn(browser, world, { who })
    const { page } = await signedIn(browser, world, { who, path: '/settings/security' })
    const sessions = page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem')
    await sessions.filter({ hasText: 'This one' }).waitFor()
    await sessions
      .filter({ hasText: 'Chrome' })
      .getByRole('button', { name: /Sign out/ })
      .click()
    await page.getByText('Signed out: Chrome on Linux.').waitFor()
    await there.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})

describe('a password', () => {
  it('[B109] [B102] is changed with the one before, which is refused at its field, and signs out elsewhere', async () => {
    const who = await world.member('changing')
    const there = await signedIn(browser, world, { who })
    const { page } = await signedIn(browser, world, { who, path: '/settings/security' })
    await field(page, 'Current password').fill('not my password')
    await field(page, 'New password').fill('a much better password')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('This is not your password.').waitFor()
    expect(await field(page, 'Current password').evaluate((input) => input === document.activeElement)).toBe(true)

    await field(page, 'Current password').fill(who.password)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    await there.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByText('You are signed in nowhere else.').waitFor()
    await signIn(there.page, { email: who.email, password: 'a much better password' })
    await there.page.locator('[data-region=rail]').waitFor()
    expect(await field(page, 'New password').inputValue()).toBe('')
    expect(await page.getByRole('button', { name: 'Change password' }).isDisabled()).toBe(true)
  })
})

describe('two-factor sign-in', () => {
  it('[B110] [B111] is set up with an app, asked for at sign-in, and turned off again', {
    timeout: 120_000,
  }, async () => {
    const who = await world.member('careful')
    const { page } = await signedIn(browser, world, { who, path: '/settings/security' })
    await page.getByRole('button', { name: 'Set up' }).click()
    await field(page, 'Your password').fill(who.password)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    const key = await page.getByRole('dialog').getByRole('code').textContent()
    await field(page, 'Code from the app').fill('000000')
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByText('This code is wrong or used.').waitFor()
    await field(page, 'Code from the app').fill(codeOf(key!))
    await page.getByRole('button', { name: 'Turn on' }).click()
    const listed = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
    await listed.first().waitFor()
    const codes = await listed.allTextContents()
    expect(codes).toHaveLength(10)
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('On', { exact: true }).waitFor()

    const other = await openPage(browser)
    await other.page.goto(world.url)
    await signIn(other.page, who)
    await field(other.page, 'Code').fill(codeOf(key!))
    await other.page.getByLabel('Trust this browser').check()
    await other.page.getByRole('button', { name: 'Sign in' }).click()
    await other.page.locator('[data-region=rail]').waitFor()

    const third = await openPage(browser)
    await third.page.goto(world.url)
    await signIn(third.page, who)
    await third.page.getByRole('button', { name: 'Use a recovery code' }).click()
    await field(third.page, 'Recovery code').fill(codes[0]!)
    await third.page.getByRole('button', { name: 'Sign in' }).click()
    await third.page.locator('[data-region=rail]').waitFor()

    await page.getByRole('button', { name: 'Turn off' }).click()
    await field(page, 'Your password').fill(who.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await page.getByText('Off', { exact: true }).waitFor()
  })

  it('[B110] shows recovery codes even to whoever wants to close the dialog while they are on their way', async () => {
    const who = await world.member('hasty')
    const { page } = await signedIn(browser, world, { who, path: '/settings/security' })
    const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
    const closedTooEarly = async (last: Locator, address: string) => {
      const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
      await page.route(address, async (route) => {
        await isAnswered
        await route.continue()
      })
      const isAsked = page.waitForRequest(address)
      await last.press('Enter')
      await isAsked
      await tryToClose(page)
      goOn()
      await codes.first().waitFor()
      const shown = await codes.allTextContents()
      await page.getByRole('button', { name: 'I have kept them' }).click()
      return shown
    }
    await page.getByRole('button', { name: 'Set up' }).click()
    await field(page, 'Your password').fill(who.password)
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    const key = await page.getByRole('dialog').getByRole('code').textContent()
    await field(page, 'Code from the app').fill(codeOf(key!))
    const first = await closedTooEarly(field(page, 'Code from the app'), '**/two-factor/verify-totp')
    await page.getByText('On', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'New recovery codes' }).click()
    await field(page, 'Your password').fill(who.password)
    const renewed = await closedTooEarly(field(page, 'Your password'), '**/two-factor/generate-backup-codes')
    expect(renewed).toHaveLength(10)
    expect(renewed).not.toEqual(first)
  })
})

/** In every way there is. */
async function tryToClose(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)
  expect(await dialog.getByRole('button', { name: 'Close' }).isDisabled()).toBe(true)
  await page.mouse.click(5, 5)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog.isVisible()).toBe(true)
}

/** What an authenticator app shows now (RFC 6238), for the key as the page spells it. */
function codeOf(key: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...key.replaceAll(' ', '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = digest.at(-1)! & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
