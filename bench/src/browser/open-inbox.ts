import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { launchOptions } from '../../../tools/chromium.ts'
import { owner } from '../../../tools/server-process.ts'

/** A browser in which the owner is signed in, and nothing has been opened yet. */
export interface InboxBrowser {
  readonly browser: Browser
  /** A page of that profile, with an empty cache of files. */
  open(path: string): Promise<InboxPage>
  close(): Promise<void>
}

export interface InboxPage {
  readonly page: Page
  readonly devtools: CDPSession
  /** What of the scripts has crossed the network so far, as it crossed: compressed. */
  scriptBytes(): number
}

export async function openInboxBrowser(url: string): Promise<InboxBrowser> {
  const browser = await chromium.launch(launchOptions({ isWhole: true, isPlain: true }))
  // The service worker fetches everything there is for when the network is gone: not what a page waits for.
  const context = await browser.newContext({ viewport: { width: 1360, height: 800 }, serviceWorkers: 'block' })

  const first = await context.newPage()
  await first.goto(url)
  await first.locator('input[name=email]').fill(owner.email)
  await first.locator('input[name=password]').fill(owner.password)
  await first.locator('button[type=submit]').click()
  await first.locator('[data-region=rail]').waitFor()
  await first.close()

  return {
    browser,
    async open(path) {
      const page = await context.newPage()
      const devtools = await context.newCDPSession(page)
      await devtools.send('Network.enable')
      await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
      const scripts = new Set<string>()
      let bytes = 0
      devtools.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
      devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) bytes += encodedDataLength
      })
      await page.goto(url + path)
      return { page, devtools, scriptBytes: () => bytes }
    },
    close: () => browser.close(),
  }
}
