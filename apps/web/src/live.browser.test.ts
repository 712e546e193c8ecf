import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld } from '../../server/world/index.ts'
import { launchBrowser, live, signedIn } from '../world/index.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe('the page', () => {
  it('[B3] shows messages live, in the order they were sent, and what becomes of them', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page, complaints } = await signedIn(browser, world)
    const ada = world.sandbox.customer('instagram', 'noor')
    const first = await ada.say('first')
    await ada.say('second')
    await page.getByRole('link', { name: /second/ }).click()
    const thread = page.getByRole('main')
    await thread.getByText('second').waitFor()
    await ada.edit(first, 'first, corrected')
    await thread.getByText('first, corrected').waitFor()
    await ada.unsend(first)
    await thread.getByText('This message was unsent').waitFor()
    expect(await thread.getByText('first, corrected').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('[B4] marks as read what is looked at, for everybody in the team', async () => {
    await using world = await startWorld({ sandbox: true })
    const [one, two] = [await signedIn(browser, world), await signedIn(browser, world)]
    await world.sandbox.customer('whatsapp', 'ada').say('hello?')
    const waiting = two.page.getByRole('region', { name: 'Conversations' }).getByText('1 unread')
    await waiting.waitFor()
    await one.page.bringToFront()
    await one.page.getByRole('link', { name: /hello\?/ }).click()
    await waiting.waitFor({ state: 'detached' })
    expect((await world.owner.get('/unread_count')).body).toMatchObject({ messages: 0, conversations: 0 })
  })

  it('[B5] says so when the connection is gone, and shows what was missed when it is back', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page } = await signedIn(browser, world)
    const ada = world.sandbox.customer('whatsapp', 'ada')
    await ada.say('before')
    await page.getByRole('link', { name: /before/ }).waitFor()
    await page.context().setOffline(true)
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' })
    await ada.say('while you were away')
    await page.context().setOffline(false)
    await page.getByRole('link', { name: /while you were away/ }).waitFor()
    await live(page)
  })

  it('[B5] is right within three seconds of waking up, list and thread, without being loaded again', async () => {
    await using world = await startWorld({ sandbox: true })
    const [ada, noor] = [world.sandbox.customer('whatsapp', 'ada'), world.sandbox.customer('instagram', 'noor')]
    const first = await ada.say('before the lid was closed')
    await noor.say('another one')
    const { page } = await signedIn(browser, world)
    let isAsleep = false
    await page.routeWebSocket(/\/api\/v1\/realtime/, (toPage) => {
      const toServer = toPage.connectToServer()
      // The socket of a machine that sleeps is not closed: nothing comes out of it any more.
      toPage.onMessage((message) => isAsleep || toServer.send(message))
      toServer.onMessage((message) => isAsleep || toPage.send(message))
    })
    await page.clock.install()
    await page.reload()
    await live(page)
    await page.getByRole('link', { name: /before the lid/ }).click()
    const thread = page.getByRole('main')
    await thread.getByText('before the lid was closed').waitFor()
    let loads = 0
    page.on('load', () => loads++)

    isAsleep = true
    await page.clock.pauseAt(Date.now() + 10_000)
    await ada.edit(first, 'before the lid was shut')
    await ada.say('while you slept')
    await noor.say('and I wrote, too')
    await world.idle()
    isAsleep = false
    await page.clock.fastForward('01:00:00') // every timer that was due comes once, as after a sleep
    await page.clock.resume()
    await Promise.all([
      thread.getByRole('article').getByText('while you slept').waitFor(),
      thread.getByRole('article').getByText('before the lid was shut').waitFor(),
      page.getByRole('link', { name: /and I wrote, too/ }).waitFor(),
    ])
    expect(loads).toBe(0)
  })

  it('[B6] asks to sign in again when the session is revoked elsewhere', async () => {
    await using world = await startWorld({ sandbox: true })
    const { page } = await signedIn(browser, world)
    await world.db.pool.query('delete from auth_sessions')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  })
})
