import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeOf } from './time.ts'

describe('a time [P16]', () => {
  it.each([
    ['seconds', 1795180000, '2026-11-20T13:06:40.000Z'],
    ['milliseconds', 1795180000001, '2026-11-20T13:06:40.001Z'],
    ['seconds as text', '1795180000', '2026-11-20T13:06:40.000Z'],
    ['milliseconds as text', '1795180000001', '2026-11-20T13:06:40.001Z'],
    ['fractions of a second', 1795180000.5, '2026-11-20T13:06:40.500Z'],
    ['the first second that counts', 946684800, '2000-01-01T00:00:00.000Z'],
    ['the last one', 4102444799, '2099-12-31T23:59:59.000Z'],
  ])('is read from %s', (_, given, expected) => {
    expect(timeOf(given)).toBe(expected)
  })

  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a word', 'soon'],
    ['a date', '2026-11-20'],
    ['an object', { now: 1795180000 }],
    ['before 2000', 946684799],
    ['after 2100', 4102444800],
    ['in microseconds', 1795180000000001],
    ['negative', -1795180000],
    ['beyond any calendar', 8.64e18],
    ['infinite', Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN],
  ])('is none where it is %s', (_, given) => {
    expect(timeOf(given)).toBeNull()
  })

  it('is written as every Date writes it', () => {
    const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) - 1 })
    fc.assert(
      fc.property(moment, (ms) => {
        expect(timeOf(ms)).toBe(new Date(ms).toISOString())
      }),
      { numRuns: 2000 },
    )
  })
})
