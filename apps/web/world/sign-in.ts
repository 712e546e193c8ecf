import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { World } from '../../server/world/index.ts'
import { type OpenedPage, openPage } from './browser.ts'

/** Somebody who can sign in, as `world.owner` or a member of it. */
interface Who {
  email: string
  password: string
}

/** Through the form, from wherever the page is. */
export async function signIn(page: Page, { email, password }: Who): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await page.locator('button[type=submit]').click()
}

/** The page says that it is caught up. In English. */
export async function live(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).waitFor()
}

/** A page with an inbox, in a browser profile of its own that has signed in before: the form is for the tests of it. */
export async function signedIn(
  browser: Browser,
  world: World,
  { path = '/', who = world.owner, ...options }: BrowserContextOptions & { path?: string; who?: Who } = {},
): Promise<OpenedPage> {
  const opened = await openPage(browser, options)
  const { email, password } = who
  const answer = await opened.page.context().request.post(`${world.url}/api/auth/sign-in/email`, {
    data: { email, password },
  })
  if (!answer.ok()) throw new Error(`cannot sign in: ${await answer.text()}`)
  await opened.page.goto(world.url + path)
  await opened.page.locator('[data-region=rail]').waitFor()
  return opened
}
