import type { CDPSession, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { startWorld } from '../../../server/world/index.ts'
import { launchBrowser, live, signedIn } from '../../world/index.ts'

const shownTo = (page: Page) =>
  page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready
    return (await worker.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
  })

/** As the browser does when its push service has something. */
async function pushesTo(page: Page, origin: string): Promise<(payload: object) => Promise<void>> {
  const devtools: CDPSession = await page.context().newCDPSession(page)
  const { promise, resolve } = Promise.withResolvers<string>()
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const mine = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`)
    if (mine) resolve(mine.registrationId)
  })
  await devtools.send('ServiceWorker.enable')
  const registrationId = await promise
  return async (payload) => {
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(payload) })
  }
}

it('[B172] [B174] shows one notice per conversation, which opens in the page that is there', async () => {
  await using world = await startWorld({ sandbox: true })
  const browser = await launchBrowser({ isWhole: true }) // for notifications
  try {
    const { page } = await signedIn(browser, world, { serviceWorkers: 'allow', permissions: ['notifications'] })
    await live(page)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    const push = await pushesTo(page, world.url)
    const pushOf = (tag: string, title: string) => ({
      web_push: 8030,
      notification: { title, body: 'WhatsApp', lang: 'en', navigate: `${world.url}/inbox/unread`, tag },
      data: { type: 'new_message', conversation_id: tag, message_id: title },
    })
    await push(pushOf('a', 'New message'))
    await push(pushOf('b', 'New message'))
    await push(pushOf('a', '2 new messages'))
    await expect
      .poll(async () => (await shownTo(page)).map(({ tag, title }) => `${tag}: ${title}`).sort())
      .toEqual(['a: 2 new messages', 'b: New message'])

    const [worker] = page.context().serviceWorkers()
    await worker!.evaluate(async () => {
      const { clients } = globalThis as unknown as { clients: { matchAll(): Promise<Window[]> } }
      for (const client of await clients.matchAll()) client.postMessage({ type: 'open', path: '/inbox/unread' })
    })
    await page.waitForURL(`${world.url}/inbox/unread`)
  } finally {
    await browser.close()
  }
})
