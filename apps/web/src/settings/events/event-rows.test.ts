import type { InboundEventView } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { freshAmong, insertRows, refreshRows, unsettledAmong } from './event-rows.ts'

const event = (id: string, state: InboundEventView['state'] = 'failed') => ({ id, state }) as InboundEventView
const page = (ids: string[], next_cursor: string | null = null) => ({ items: ids.map((id) => event(id)), next_cursor })
const idsOf = (pages: { items: InboundEventView[] }[]) => pages.map(({ items }) => items.map(({ id }) => id).join(''))

describe('the rows of the inspector', () => {
  it('[B116] keep their places when what they show has changed', () => {
    const pages = refreshRows([page(['f', 'e'], 'more'), page(['b', 'a'])], [event('e', 'processed')])
    expect(idsOf(pages)).toEqual(['fe', 'ba'])
    expect(pages[0]!.items[1]!.state).toBe('processed')
  })

  it('[B116] are fresh where they are new, within what is loaded', () => {
    const loaded = [page(['f', 'd'], 'more')]
    expect(
      freshAmong(
        loaded,
        ['g', 'f', 'e', 'a'].map((id) => event(id)),
      ).map(({ id }) => id),
    ).toEqual(['g', 'e'])
    expect(freshAmong([page(['f'])], [event('a')])).toHaveLength(1)
    expect(freshAmong([page([])], [event('a')])).toHaveLength(1)
  })

  it('[B117] are watched while they wait, also where they no longer match', () => {
    const pages = [{ items: [event('c', 'pending'), event('b', 'pending'), event('a')], next_cursor: null }]
    expect(unsettledAmong(pages, [event('c', 'pending')]).map(({ id }) => id)).toEqual(['b'])
  })

  it('[B116] are put in by their time, in the page that holds it', () => {
    const pages = insertRows(
      [page(['f', 'd'], 'more'), page(['b', 'a'])],
      ['g', 'e', 'c'].map((id) => event(id)),
    )
    expect(idsOf(pages)).toEqual(['gfed', 'cba'])
    expect(idsOf(insertRows([page([])], [event('a'), event('b')]))).toEqual(['ba'])
  })
})
