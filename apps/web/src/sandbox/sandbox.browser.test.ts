import type { MessageView, Page as PageOf } from '@switchboard/protocol'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../server/world/index.ts'
import { launchBrowser, signedIn } from '../../world/index.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchBrowser()
  world = await startWorld({ sandbox: true })
})
afterAll(async () => {
  await browser?.close()
  await world?.[Symbol.asyncDispose]()
})

describe('the phones of the sandbox', () => {
  it('[B155] what a customer writes on a phone appears in the inbox, live', async () => {
    const inbox = await signedIn(browser, world)
    const { page, complaints } = await signedIn(browser, world, { path: '/sandbox' })
    const phone = page.getByRole('region', { name: /^WhatsApp, as/ })
    await phone.getByRole('button', { name: /Who you are on WhatsApp/ }).click()
    await page.getByRole('menuitem', { name: 'New person' }).click()
    await page.getByLabel('Name').fill('Zoë')
    await page.keyboard.press('Enter')
    await phone.getByText('You are Zoë').waitFor()

    await phone.getByLabel('Message', { exact: true }).fill('Is the blue bowl still there?')
    await page.keyboard.press('Enter')
    await inbox.page.getByRole('link', { name: /Zoë.*Is the blue bowl still there\?/s }).click()
    await inbox.page.getByRole('feed').getByText('Is the blue bowl still there?').waitFor()
    await phone.getByRole('listitem').getByText('Taken by the server').waitFor()

    // The business answers in its own app; the customer reacts, edits and unsends.
    await phone.getByRole('button', { name: 'The business, in its own app' }).click()
    await phone.getByRole('textbox').fill('It is.')
    await page.keyboard.press('Enter')
    await inbox.page.getByRole('feed').getByText('It is.').waitFor()
    const answer = phone.getByRole('listitem').filter({ hasText: 'It is.' })
    await answer.getByRole('button').click()
    await page.getByRole('menuitem', { name: 'React with 👍' }).click()
    await answer.getByText('Your reaction: 👍').waitFor()
    await inbox.page
      .getByRole('main')
      .getByRole('button', { name: /^👍 by/ })
      .waitFor()
    await answer.getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Tell them: read' }).click()
    await answer.getByText('Read', { exact: true }).waitFor()

    await phone.getByRole('button', { name: 'The business, in its own app' }).click()
    const question = phone.getByRole('listitem').filter({ hasText: 'blue bowl' })
    await question.getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await phone.getByLabel('Message', { exact: true }).fill('Is the green bowl still there?')
    await page.keyboard.press('Enter')
    await inbox.page.getByRole('feed').getByText('Is the green bowl still there?').waitFor()
    await phone.getByRole('button', { name: 'Send something else' }).click()
    await page.getByRole('menuitem', { name: 'Photo', exact: true }).click()
    await phone.getByRole('img', { name: 'Photo' }).waitFor()
    await phone.getByRole('listitem').filter({ hasText: 'green bowl' }).getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Unsend' }).click()
    await inbox.page.getByRole('feed').getByText('This message was unsent').waitFor()
    await phone.getByText('This message was unsent').waitFor()
    expect(complaints).toEqual([])
  })

  it('[B156] says of what could not be sent why, and gives back what was typed', async () => {
    await world.customer('instagram', 'kofi').say('Hi')
    const { page } = await signedIn(browser, world, { path: '/sandbox' })
    const phone = page.getByRole('region', { name: 'Instagram, as Kofi' })
    await phone.getByText('Hi', { exact: true }).waitFor()
    await page.route('**/sandbox/acts', (route) => route.abort())
    await phone.getByRole('textbox').fill('Anybody?')
    await page.keyboard.press('Enter')
    await phone
      .getByRole('alert')
      .getByText(/^Not sent:/)
      .waitFor()
    expect(await phone.getByRole('textbox').inputValue()).toBe('Anybody?')
    await page.unroute('**/sandbox/acts')
    await page.keyboard.press('Enter')
    await phone.getByRole('listitem').getByText('Anybody?').waitFor()
  })

  it('[B156] a person who is still being made when that is cancelled does not take the phone', async () => {
    await world.customer('instagram', 'kim').say('Hi')
    const { page } = await signedIn(browser, world, { path: '/sandbox' })
    const phone = page.getByRole('region', { name: /^Instagram, as/ })
    const { promise: isAnswered, resolve: goOn } = Promise.withResolvers<void>()
    await page.route('**/sandbox/people', async (route) => {
      await isAnswered
      await route.continue()
    })
    await phone.getByRole('button', { name: /Who you are on Instagram/ }).click()
    await page.getByRole('menuitem', { name: 'New person' }).click()
    await page.getByLabel('Name').fill('Vera')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await phone.getByRole('textbox').fill('I am not done')
    goOn()
    await expect
      .poll(async () => {
        await phone.getByRole('button', { name: /Who you are on Instagram/ }).click()
        const isThere = (await page.getByRole('menuitem', { name: 'Vera' }).count()) > 0
        await page.keyboard.press('Escape')
        return isThere
      })
      .toBe(true)
    expect(await phone.getByRole('textbox').inputValue()).toBe('I am not done')
  })

  it('[B151] [B152] faults are chosen, many come at once, and each delivery can be looked into and repeated', async () => {
    await world.customer('messenger', 'mei').say('once')
    const { page } = await signedIn(browser, world, { path: '/sandbox' })
    await page.getByRole('button', { name: 'Faults' }).click()
    await page.getByLabel('Delivered twice').selectOption('1')
    await page.getByText('1 fault on').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Burst' }).click()
    await page.getByRole('menuitem', { name: '5 messages', exact: true }).click()
    await page.getByText('5 messages on their way').waitFor()
    await page.getByRole('button', { name: 'Delivery log' }).click()
    const log = page.getByRole('region', { name: 'Delivery log' })
    await log
      .getByText(/^second of d-/)
      .first()
      .waitFor()
    await log.getByLabel('Show').selectOption('acknowledged')
    await log
      .getByRole('button', { name: /^Details of d-/ })
      .first()
      .click()
    await log.getByText('Signature right').waitFor()
    await log.getByText('/webhooks/').waitFor()
    await world.sandbox.drained()
    await log
      .getByRole('button', { name: /^Deliver d-\d+ again/ })
      .last()
      .click()
    await log.getByText(/^again d-/).waitFor()
    await world.sandbox.drained()
    await world.idle()
    const { items } = (await world.owner.get<PageOf<MessageView>>('/messages?limit=100')).body
    expect(items.filter(({ text }) => text === 'once')).toHaveLength(1)
    expect(items.filter(({ text }) => text?.endsWith('of 5'))).toHaveLength(5)
    await page.getByRole('button', { name: 'Faults' }).click()
    await page.getByRole('button', { name: 'End all faults' }).click()
    await page.getByText('1 fault on').waitFor({ state: 'detached' })
  })
})
