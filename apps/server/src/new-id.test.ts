import { validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createIds } from './new-id.ts'

describe('an id', () => {
  it('is a UUIDv7 that nobody else has', () => {
    const newId = createIds()
    const ids = Array.from({ length: 20_000 }, () => newId())
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length) // the random part too
  })

  it('sorts after those before it, within a millisecond and when the clock steps back', () => {
    let now = Date.parse('2026-03-01T10:00:00Z')
    const newId = createIds(() => now)
    const ids = Array.from({ length: 10_000 }, () => newId())
    now -= 60_000
    ids.push(newId())
    now += 120_000
    ids.push(newId())
    expect(ids).toEqual([...ids].sort())
    expect(Number.parseInt(ids.at(-1)!.slice(0, 13).replace('-', ''), 16)).toBe(now)
  })
})
