import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../../../server/world/index.ts'
import { launchBrowser, signedIn } from '../../../world/index.ts'

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

/** Messages that cannot be written, and rest as failed. */
async function fail(page: string, ...mids: string[]): Promise<void> {
  const check = `alter table messages add constraint no_poison check (text is distinct from 'poison') not valid`
  await world.db.pool.query(check).catch(() => {}) // it is there already
  for (const mid of mids) {
    await postWebhook(world.url, 'messenger', pageMessages(page, { from: '15', mid, text: 'poison' }))
  }
  await world.db.pool.query(`update inbound_events set attempts = 7 where state = 'pending'`)
  await world.db.pool.query('update inbound_pending set next_attempt_at = now()')
  world.deps.applying.lookAgain()
  await world.idle()
}
const heal = () => world.db.pool.query('alter table messages drop constraint no_poison')

describe('the inspector of inbound events', () => {
  it('[B117] replays a failed event and shows what becomes of it while it happens', async () => {
    const { external_id, id } = await world.account('messenger')
    await fail(external_id, 'm_one')
    const { page, complaints } = await signedIn(browser, world, { path: `/settings/accounts/${id}` })
    await page.getByRole('link', { name: '1 Failed' }).click()
    await page.getByRole('link', { name: /m:m_one/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Inbound event' })
    await dialog
      .getByText(/no_poison/)
      .first()
      .waitFor()
    await dialog.getByText('"mid": "m_one"').waitFor()

    await heal()
    await dialog.getByRole('button', { name: 'Replay' }).click()
    await dialog.getByText('Applied.', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    // It does not match the filter any more, and stays where it was until the list is asked for again.
    const row = page.getByRole('link', { name: /m:m_one/ })
    await row.getByRole('img', { name: 'Processed' }).waitFor()
    expect(await dialog.count()).toBe(0)
    await page.getByLabel('State').selectOption('Processed')
    await row.waitFor()
    expect(new URL(page.url()).search).toContain('state=processed')
    expect(complaints).toEqual([])
  })

  it('[B118] replays all that have failed, and says how many of them are well', async () => {
    const { external_id } = await world.account('messenger')
    await fail(external_id, 'm_a', 'm_b', 'm_c')
    const { page } = await signedIn(browser, world, { path: '/settings/events?state=failed' })
    await page.getByRole('link', { name: /m:m_c/ }).waitFor()
    await heal()
    await page.getByRole('button', { name: 'Replay all failed' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click()
    await page.getByText('3 applied, 0 failed again.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await page.getByText('No event matches these filters').waitFor()
  })

  it('[B116] never moves a row that is pointed at: what is new waits for a click', async () => {
    const { external_id } = await world.account('messenger')
    const say = (mid: string) =>
      postWebhook(world.url, 'messenger', pageMessages(external_id, { from: '16', mid, text: 'hello' }))
    await say('m_first')
    const { page } = await signedIn(browser, world, { path: '/settings/events' })
    const first = page.getByRole('link', { name: /^(?=.*Message)(?=.*m:m_first)/ })
    await first.hover()
    const before = await first.boundingBox()
    await say('m_second')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    expect(await first.boundingBox()).toEqual(before)
    await page.getByRole('button', { name: '1 new event' }).click()
    await page.getByRole('link', { name: /m:m_second/ }).waitFor()

    await page.getByRole('heading', { name: 'Inbound events' }).hover()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await say('m_third')
    await page.getByRole('link', { name: /m:m_third/ }).waitFor()
  })
})
