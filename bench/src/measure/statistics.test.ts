import { describe, expect, it } from 'vitest'
import { median, percentile, rounded } from './statistics.ts'

describe('statistics', () => {
  it('finds the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([1, 2, 3, 10])).toBe(2.5)
  })

  it('interpolates a percentile between its neighbours', () => {
    const values = Array.from({ length: 101 }, (_, i) => i)
    expect(percentile(values, 0.99)).toBe(99)
    expect(percentile([0, 10], 0.25)).toBe(2.5)
    expect(percentile([7], 0.99)).toBe(7)
  })

  it('has no middle of nothing', () => {
    expect(median([])).toBeNaN()
  })

  it('rounds to three digits and keeps whole numbers whole', () => {
    expect(rounded(12345.6)).toBe(12346)
    expect(rounded(1.23456)).toBe(1.23)
    expect(rounded(0.00123456)).toBe(0.00123)
  })
})
