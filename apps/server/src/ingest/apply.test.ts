import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { pageMessages, postWebhook, startWorld, type World } from '../../world/index.ts'
import { answers, send, sendCommit } from '../db/database.ts'
import { type Applying, startApplying } from './apply.ts'
import { itemsOf } from './inbound-item.ts'
import { AlreadyApplied, settle } from './journal.ts'

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

describe('an item whose commit was not answered', () => {
  it('[N11] is applied before what comes after it, though the journal was being read before it was there', async () => {
    const { external_id: page } = await world.account('messenger')
    const adapter = world.deps.platforms.get('messenger')!
    const keep = (text: string) => {
      const body = pageMessages(page, { from: '9', mid: `m_${text}`, text })
      return world.deps.journal.keep(itemsOf(world.deps, adapter, Buffer.from(JSON.stringify(body))))
    }
    await applying?.stop()
    const { hasRead, goOn } = holdFirstLook()

    applying = startApplying(world.deps)
    await hasRead
    await keep('unanswered')
    applying.lookAgain()
    goOn()
    applying.push(await keep('next'))
    await applying.idle()

    expect(await threadOf(page)).toEqual(['unanswered', 'next'])
  })

  /** What the first look at the journal finds is given out when the test says so. */
  function holdFirstLook() {
    const found = Promise.withResolvers<void>()
    const given = Promise.withResolvers<void>()
    const { pool } = world.db
    const query = pool.query.bind(pool) as (...parameters: unknown[]) => Promise<unknown>
    const answerLater = async (...parameters: unknown[]) => {
      const rows = await query(...parameters)
      found.resolve()
      await given.promise
      return rows
    }
    // Typed as the overload that takes a callback; it is the one that returns a promise.
    const implementation: unknown = answerLater
    const spy = vi.spyOn(pool, 'query').mockImplementationOnce(implementation as () => void)
    onTestFinished(() => spy.mockRestore())
    return { hasRead: found.promise, goOn: given.resolve }
  }
})

describe('an item that somebody else has applied', () => {
  it('[N12] takes back the whole transaction that would settle it again, though its commit is on its way', async () => {
    const { external_id: page } = await world.account('messenger')
    const adapter = world.deps.platforms.get('messenger')!
    const body = pageMessages(page, { from: '8', mid: 'm_once', text: 'once' })
    const [item] = await world.deps.journal.keep(itemsOf(world.deps, adapter, Buffer.from(JSON.stringify(body))))
    const outcome = {
      inbound_event_id: item!.id,
      state: 'ignored',
      reason: 'first',
      workspace_id: null,
      account_id: null,
    }
    const settleAs = (reason: string) =>
      world.db.transaction((tx) => {
        const naming = send(tx, { name: 'test-name', text: 'update workspaces set name = $1' }, [reason])
        return answers([naming, settle(tx, [{ ...outcome, reason }]), sendCommit(tx)])
      })

    await settleAs('first')
    await expect(settleAs('second')).rejects.toThrow(AlreadyApplied)

    const { rows } = await world.db.pool.query(
      'select j.reason, w.name from inbound_events j cross join workspaces w where j.id = $1',
      [item!.id],
    )
    expect(rows).toEqual([{ reason: 'first', name: 'first' }])
  })
})
