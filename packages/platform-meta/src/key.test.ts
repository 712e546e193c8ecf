import { describe, expect, it } from 'vitest'
import { boundedKey, contentKey } from './key.ts'

describe('a content key [P6] [P8]', () => {
  it('does not depend on the order of fields', () => {
    expect(contentKey({ a: 1, b: { c: [1, 2], d: 'é' } })).toBe(contentKey({ b: { d: 'é', c: [1, 2] }, a: 1 }))
  })

  it.each([
    ['another value', { a: 1 }, { a: 2 }],
    ['another type', { a: 1 }, { a: '1' }],
    ['another order of a list', [1, 2], [2, 1]],
    ['a field that is null', {}, { a: null }],
    ['other nesting', [[1], 2], [[1, 2]]],
  ])('differs for %s', (_, one, other) => {
    expect(contentKey(one)).not.toBe(contentKey(other))
  })

  it('takes a field called __proto__ for content', () => {
    expect(contentKey(JSON.parse('{"__proto__":{"a":1}}'))).not.toBe(contentKey({}))
  })

  it('is the hash of the JSON with sorted fields', () => {
    // sha256 of {"a":[true,null],"b":"x"}
    expect(contentKey({ b: 'x', a: [true, null] })).toBe(
      'h:53edb451f1bfdc1e8228c164bb1503e1243a96649e244a0cda421ba7e09890e9',
    )
  })
})

describe('a long key [P8]', () => {
  it('is replaced by its hash beyond 300 characters, and only there', () => {
    expect(boundedKey('m'.repeat(300))).toBe('m'.repeat(300))
    expect(boundedKey('m'.repeat(301))).toMatch(/^l:[0-9a-f]{64}$/)
    expect(boundedKey(`${'m'.repeat(301)}1`)).not.toBe(boundedKey(`${'m'.repeat(301)}2`))
  })
})
