import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../world/index.ts'
import { type Applying, startApplying } from './apply.ts'
import { itemsOf } from './inbound-item.ts'

/** A process that only takes webhooks in, so that what applies them can be started and stopped here. */
let world: World
let applying: Applying | null = null
beforeAll(async () => {
  world = await startWorld({ env: { ROLES: 'web' } })
})
afterAll(async () => {
  await applying?.stop()
  await world[Symbol.asyncDispose]()
})

async function threadOf(account: string): Promise<string[]> {
  const { rows } = await world.db.pool.query<{ text: string }>(
    `select m.text from messages m join accounts a on a.id = m.account_id where a.external_id = $1 order by m.seq`,
    [account],
  )
  return rows.map(({ text }) => text)
}

describe('a process that starts with items waiting', () => {
  it('[N11] [N12] applies them before what comes while it is finding them', async () => {
    const { external_id: page } = await world.account('messenger')
    const says = (text: string) => pageMessages(page, { from: '7', mid: `m_${text}`, text })
    for (const text of ['one', 'two', 'three']) await postWebhook(world.url, 'messenger', says(text))
    const adapter = world.deps.platforms.get('messenger')!
    const latest = await world.deps.journal.keep(
      itemsOf(world.deps, adapter, Buffer.from(JSON.stringify(says('four')))),
    )

    applying = startApplying(world.deps)
    applying.push(latest)
    await applying.idle()

    expect(await threadOf(page)).toEqual(['one', 'two', 'three', 'four'])
  })
})
