import { expect, it } from 'vitest'
import { uuidV7 } from './uuid-v7.ts'

it('[B134] gives a note an id of its own that sorts after those made before', () => {
  const [early, late] = [uuidV7(1_763_640_000_000), uuidV7(1_763_640_000_001)]
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(early < late).toBe(true)
  expect(uuidV7(1)).not.toBe(uuidV7(1))
})
