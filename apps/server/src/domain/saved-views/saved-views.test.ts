import type { SavedView } from '@switchboard/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectOk, startWorld, type Tenant, Witness, type World, type WorldMember } from '../../../world/index.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const seen = async (who: WorldMember) =>
  expectOk(await who.get<{ items: SavedView[] }>('/saved_views')).body.items.map(({ name }) => name)
const held = ({ client }: Witness) => [...client.store.state!.saved_views.values()].map(({ name }) => name)

async function make(who: WorldMember, name: string, facts: object = {}) {
  return expectOk(await who.post<SavedView>('/saved_views', { name, filter: { unread: true }, ...facts })).body
}

describe('a saved view', () => {
  it('[T20] is its owner’s alone until it is shared, and gone for others when it is not any more', async () => {
    const team: Tenant = await world.workspace('team')
    const [ada, bo] = [await team.member('ada'), await team.member('bo')]
    await using adas = await Witness.of(ada)
    await using bos = await Witness.of(bo)
    const view = await make(ada, '  Waiting  ', { filter: { unread: true, assignee_id: 'me', window: 'closing' } })
    expect(view).toMatchObject({ name: 'Waiting', is_shared: false, owner_id: ada.id, position: 0 })
    expect(await seen(ada)).toEqual(['Waiting'])
    expect(await seen(bo)).toEqual([])
    expect(await bo.patch(`/saved_views/${view.id}`, { name: 'Mine' })).toMatchObject({ status: 404 })
    await adas.agrees()
    await bos.agrees()

    await ada.patch(`/saved_views/${view.id}`, { is_shared: true })
    await bos.until(() => held(bos).length === 1)
    expect(await seen(bo)).toEqual(['Waiting'])
    await ada.patch(`/saved_views/${view.id}`, { is_shared: false, name: 'Mine again' })
    await bos.until(() => held(bos).length === 0)
    await adas.until(() => held(adas)[0] === 'Mine again')
    await adas.agrees()
    await bos.agrees()
    expect(await ada.delete(`/saved_views/${view.id}`)).toMatchObject({ status: 204 })
    await adas.until(() => held(adas).length === 0)
    await adas.agrees()
  })

  it('[T21] that is shared is changed by its owner and by who manages the members', async () => {
    const team = await world.workspace('team')
    const [ada, bo] = [await team.member('ada'), await team.member('bo')]
    const view = await make(ada, 'Shared', { is_shared: true })
    expect(await bo.patch(`/saved_views/${view.id}`, { name: 'Mine' })).toMatchObject({ status: 403 })
    expect(await bo.delete(`/saved_views/${view.id}`)).toMatchObject({ status: 403 })
    expect(await team.owner.patch(`/saved_views/${view.id}`, { position: 7 })).toMatchObject({
      status: 200,
      body: { position: 7, owner_id: ada.id, filter: { unread: true } },
    })
    expect(await make(ada, 'Next')).toMatchObject({ position: 8 })
    const moderator = await team.member('moderator', 'moderator')
    expect(await moderator.post('/saved_views', { name: 'x', filter: {}, is_shared: true })).toMatchObject({
      status: 403,
    })
    expect(await make(moderator, 'Own')).toMatchObject({ is_shared: false })
    expect(await seen(moderator)).toEqual(['Own', 'Shared'])
  })

  it('[T20] keeps the filters of the list and nothing else', async () => {
    for (const filter of [{ nonsense: 1 }, { window: 'ajar' }, { unread: 'yes' }]) {
      expect(await world.owner.post('/saved_views', { name: 'x', filter })).toMatchObject({ status: 400 })
    }
  })
})
