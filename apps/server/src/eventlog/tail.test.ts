import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from './entry.ts'
import { Tail } from './tail.ts'

const entry = (pos: number, json = '{}'): Entry => ({ pos, audiences: ['a'], type: 'new_message', at: pos, json })

describe('a tail', () => {
  it('[E13] refuses a hole, before its entries and between them', () => {
    const tail = new Tail(10)
    expect(() => tail.append([entry(12)])).toThrow(RangeError)
    expect(() => tail.append([entry(11), entry(13)])).toThrow(RangeError)
    expect(() => new Tail(10).append([entry(10)])).toThrow(RangeError)
  })

  it('refuses to answer for what it does not cover', () => {
    const tail = new Tail(10)
    tail.append([entry(11)])
    expect(tail.covers(10)).toBe(true)
    expect(tail.covers(9)).toBe(false)
    expect(tail.covers(12)).toBe(false)
    expect(() => tail.after(9)).toThrow(RangeError)
  })

  it('[E11] holds exactly the newest entries, whatever comes in whatever portions', () => {
    const portions = fc.array(fc.array(fc.nat(30), { maxLength: 20 }), { maxLength: 40 })
    fc.assert(
      fc.property(portions, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 400 }), (sizes, most, chars) => {
        const tail = new Tail(7, { entries: most, characters: chars })
        const all: Entry[] = []
        for (const portion of sizes) {
          const entries = portion.map((size, i) => entry(tail.head + 1 + i, 'x'.repeat(size)))
          tail.append(entries)
          all.push(...entries)
          expect(tail.head).toBe(7 + all.length)
          const held = tail.after(tail.floor)
          expect(held).toEqual(all.slice(all.length - held.length))
          expect(held.length).toBeLessThanOrEqual(most)
          const size = held.reduce((sum, { json }) => sum + json.length, 0)
          expect(size).toBeLessThanOrEqual(chars)
          for (const pos of [tail.floor, Math.floor((tail.floor + tail.head) / 2), tail.head]) {
            expect(tail.after(pos)).toEqual(all.filter((one) => one.pos > pos))
          }
        }
      }),
    )
  })
})
