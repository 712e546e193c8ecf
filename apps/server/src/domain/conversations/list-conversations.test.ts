import type { ConversationCounts, ConversationView, Page } from '@switchboard/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../../../world/index.ts'

const hour_ms = 3_600_000
let world: World
let ids: Record<string, string>

/** Four customers, who wrote 30, 22, 10 hours and no time ago. */
beforeEach(async () => {
  world = await startWorld({ sandbox: true })
  const people = ['anna', 'bert', 'cleo', 'dora']
  const hoursAgo = [30, 22, 10, 0]
  for (const name of people) await world.customer('messenger', name).say(`I am ${name}`)
  await world.idle()
  const { items } = (await world.owner.get<Page<ConversationView>>('/conversations')).body
  ids = Object.fromEntries(items.map(({ id, last_message }) => [last_message!.preview.slice(5), id]))
  for (const [n, name] of people.entries()) {
    const said = new Date(world.now().getTime() - hoursAgo[n]! * hour_ms)
    await world.db.pool.query(
      `update conversations set sort_at = $2, last_message_at = $2, last_inbound_at = $2 where id = $1`,
      [ids[name], said],
    )
  }
})
afterEach(() => world[Symbol.asyncDispose]())

async function named(query: string): Promise<string[]> {
  const { body } = await world.owner.get<Page<ConversationView>>(`/conversations?${query}`)
  const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]))
  return body.items.map(({ id }) => names[id]!)
}
const counts = async (who = world.owner) => (await who.get<ConversationCounts>('/conversation_counts')).body
const set = (name: string, change: string, ...values: unknown[]) =>
  world.db.pool.query(`update conversations set ${change} where id = $1`, [ids[name], ...values])

describe('the list of conversations', () => {
  it('[R8] is filtered by who takes care of them', async () => {
    const agent = await world.member('agent', 'agent')
    await set('anna', 'assignee_id = $2', world.owner.id)
    await set('bert', 'assignee_id = $2', agent.id)
    expect(await named('assignee_id=me')).toEqual(['anna'])
    expect(await named(`assignee_id=${agent.id}`)).toEqual(['bert'])
    expect(await named('assignee_id=none')).toEqual(['dora', 'cleo'])
    expect(await named('assignee_id=none&limit=1')).toEqual(['dora'])
    expect(await named('assignee_id=nobody')).toEqual([])
  })

  it('[R8] is filtered by label', async () => {
    const [vip, late] = [crypto.randomUUID(), crypto.randomUUID()]
    await set('anna', 'labels = $2', [vip])
    await set('cleo', 'labels = $2', [late, vip])
    expect(await named(`label=${vip}`)).toEqual(['cleo', 'anna'])
    expect(await named(`label=${late}&is_archived=false`)).toEqual(['cleo'])
    expect(await named(`label=${late}&is_archived=true`)).toEqual([])
    expect(await named('label=nonsense')).toEqual([])
  })

  it('[R8] is filtered by whether they may be answered', async () => {
    expect(await named('window=open')).toEqual(['dora', 'cleo', 'bert'])
    expect(await named('window=closing')).toEqual(['bert'])
    expect(await named('window=closed')).toEqual(['anna'])
    await set('anna', 'sort_at = now(), last_message_at = now()') // answered from elsewhere
    expect(await named('window=closed')).toEqual(['anna'])
    expect(await named('window=open&unread=true&platform=messenger')).toEqual(['dora', 'cleo', 'bert'])
  })

  it('[R8] is filtered by whether something could not be sent', async () => {
    await world.db.pool.query(
      `update messages set status = 'failed', direction = 'outbound' where conversation_id = $1`,
      [ids.bert],
    )
    expect(await named('has_failed=true')).toEqual(['bert'])
    expect(await named('has_failed=false')).toEqual(['dora', 'cleo', 'anna'])
    expect(await named('has_failed=true&window=closed')).toEqual([])
  })
})

describe('the counts', () => {
  it('[R9] say what each view and label shows to whoever asks', async () => {
    const [vip, late] = [crypto.randomUUID(), crypto.randomUUID()]
    await set('anna', 'assignee_id = $2, labels = $3', world.owner.id, [vip])
    await set('bert', 'labels = $2', [late, vip])
    await set('cleo', 'labels = $2, is_archived = true', [late, vip])
    await set('dora', 'unread_count = 0')
    expect(await counts()).toEqual({
      limit: 1000,
      views: { inbox: 3, unread: 2, mine: 1, unassigned: 2, archived: 1 },
      labels: { [vip]: 2, [late]: 1 },
      labels_at_least: false,
    })
    await world.db.pool.query(
      `insert into conversations (id, workspace_id, platform, kind, account_id, sort_at, labels)
      select gen_random_uuid(), workspace_id, platform, kind, account_id, sort_at, array[gen_random_uuid()]
      from conversations, generate_series(1, 5000) where id = $1`,
      [ids.anna],
    )
    expect(await counts()).toMatchObject({ labels_at_least: true })
    const bystander = await world.member('bystander', 'user')
    expect(await counts(bystander)).toEqual({
      limit: 1000,
      views: { inbox: 0, unread: 0, mine: 0, unassigned: 0, archived: 0 },
      labels: {},
      labels_at_least: false,
    })
  })
})
