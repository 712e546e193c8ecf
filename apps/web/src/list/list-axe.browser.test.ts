import type { ConversationView } from '@switchboard/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { axeProblems, launchBrowser, openPage, setLook, signIn } from '../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
  for (const name of ['ada', 'noor', 'zoe', 'maya'])
    await world.customer('whatsapp', name).say(`I am ${name}, with a bowl`)
  await world.idle()
  const { body } = await world.owner.get<{ items: ConversationView[] }>('/conversations')
  const { body: label } = await world.owner.post<{ id: string }>('/labels', { name: 'VIP', color: 'amber' })
  const ids = body.items.map(({ id }) => id)
  await world.owner.post('/conversations/bulk', {
    conversation_ids: ids.slice(0, 2),
    change: { assignee_id: world.owner.id, add_labels: [label.id], read: true },
  })
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await browser?.close()
})

const looks = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'ar' },
  { theme: 'contrast', language: 'en' },
]

it.each(looks)('[B53] has no fault that axe finds: $theme, $language', async (look) => {
  const { page } = await openPage(browser)
  await setLook(page, look)
  await page.goto(`${world.url}/inbox/all`)
  await signIn(page, world.owner)
  const row = page.locator('[data-list] a').first()
  await row.waitFor()
  expect(await problemsWhenStill(page)).toEqual([])

  await row.focus()
  await page.keyboard.press('x')
  await page.getByRole('toolbar').waitFor()
  expect(await problemsWhenStill(page)).toEqual([])
  await page.keyboard.press('l')
  await page.getByRole('option').first().waitFor()
  expect(await problemsWhenStill(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')

  await page.goto(`${world.url}/inbox/all?platform=whatsapp`)
  await row.waitFor()
  await page.locator('[aria-haspopup=dialog]').first().click()
  await page.locator('select').first().waitFor()
  expect(await problemsWhenStill(page)).toEqual([])

  await page.goto(`${world.url}/inbox/all?q=bowl`)
  await page.locator('mark').first().waitFor()
  expect(await problemsWhenStill(page)).toEqual([])
})

/** What fades in is judged when it is there. */
async function problemsWhenStill(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  return axeProblems(page, '[data-region=list]')
}
