import { describe, expect, it } from 'vitest'
import { describeMetaAdapter } from '../testing.ts'
import { whatsapp } from './adapter.ts'

describeMetaAdapter(whatsapp, new URL('./payloads/', import.meta.url))

describe('news of a number', () => {
  const quality = (event: string, time?: number) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: '330000000000001', time, changes: [{ field: 'phone_number_quality_update', value: { event } }] }],
  })
  const key = (payload: unknown) => whatsapp.parse(payload)[0]!.key

  it('[P6] are new each time they are sent, also in the same words, and the same when they are delivered again', () => {
    const flagged = quality('FLAGGED', 1795180005)
    const keys = [flagged, quality('UNFLAGGED', 1795190005), quality('FLAGGED', 1795200005)].map(key)

    expect(new Set(keys).size).toBe(3)
    expect(key(structuredClone(flagged))).toBe(keys[0])
  })

  it('[P6] in one payload are as many as there are', () => {
    const [first, again] = [quality('FLAGGED', 1795180005), quality('FLAGGED', 1795200005)]
    const both = whatsapp.parse({ ...first, entry: [...first.entry, ...again.entry] })

    expect(both.map((item) => item.key)).toEqual([key(first), key(again)])
  })

  it('[P6] without a time are known by their words', () => {
    expect(key(quality('FLAGGED'))).toBe(key(quality('FLAGGED')))
    expect(key(quality('FLAGGED'))).not.toBe(key(quality('UNFLAGGED')))
  })
})
