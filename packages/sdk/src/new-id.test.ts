import { expect, it } from 'vitest'
import { createIds } from './new-id.ts'

it('ids of one client are UUIDv7s and sort as they were made, also within a millisecond and when the clock steps back', () => {
  const clock = [1_763_640_000_001, 1_763_640_000_001, 1_763_640_000_000, 1_763_640_000_002]
  const next = createIds(() => clock.shift()!)
  const ids = [next(), next(), next(), next()]
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(4)
})
