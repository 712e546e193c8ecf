import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { type BrowserNeeds, launchOptions } from '../../../tools/chromium.ts'

/** One per test file: `beforeAll`, and closed in `afterAll`. */
export async function launchBrowser(needs?: BrowserNeeds): Promise<Browser> {
  return chromium.launch(launchOptions(needs))
}

/** What is printed in the console as an error, which is nothing unless a test provokes it. */
export interface OpenedPage {
  page: Page
  complaints: string[]
}

/**
 * A page in a browser profile of its own, closed with the test: what stays open goes on working. Without the service
 * worker, which comes between a test and the network.
 */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const opened = await openLastingPage(browser, options)
  onTestFinished(() => opened.page.context().close())
  return opened
}

/** The same for all the tests of a file, until the browser is closed. */
export async function openLastingPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 800 },
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

/** What an answer changes on the screen has changed after these. */
export async function frames(page: Page, count = 30): Promise<void> {
  await page.evaluate(async (left) => {
    for (; left > 0; left--) await new Promise(requestAnimationFrame)
  }, count)
}

/** What somebody has chosen in this browser before, for every page that is opened from now on. */
export async function setLook(page: Page, look: { theme?: string; language?: string }): Promise<void> {
  await page.context().addInitScript((chosen) => {
    for (const [name, value] of Object.entries(chosen)) localStorage.setItem(`switchboard.${name}`, String(value))
  }, look)
}

/** Another theme on the page as it is, in the way in which a choice in one tab reaches all others; at once. */
export async function wear(page: Page, theme: string): Promise<void> {
  await page.evaluate((chosen) => {
    if (document.adoptedStyleSheets.length === 0) {
      // However short it is, a transition still shows the old colours for some frames.
      const still = new CSSStyleSheet()
      still.replaceSync('*, ::before, ::after { transition: none !important }')
      document.adoptedStyleSheets.push(still)
    }
    const key = 'switchboard.theme'
    localStorage.setItem(key, chosen)
    dispatchEvent(new StorageEvent('storage', { key }))
  }, theme)
}
