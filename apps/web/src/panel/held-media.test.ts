import type { SharedMedium } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { type HeldMedia, withNewest, withOlder, withoutMessage } from './held-media.ts'

/** Pictures of these messages, the larger number the newer. */
const media = (...numbers: number[]) =>
  numbers.map((n) => ({ message_id: `m${n}`, attachment: { id: `a${n}` } }) as SharedMedium)
const numbersIn = ({ items }: HeldMedia) => items?.map(({ message_id }) => Number(message_id.slice(1)))

const none: HeldMedia = { items: null, cursor: null }
const twoPages = withOlder(withNewest(none, { items: media(9, 8, 7), next_cursor: 'below 7' }), {
  items: media(6, 5, 4),
  next_cursor: 'below 4',
})

describe('[B138] what was shared', () => {
  it('goes on behind what is held', () => {
    expect(numbersIn(twoPages)).toEqual([9, 8, 7, 6, 5, 4])
    expect(twoPages.cursor).toBe('below 4')
  })

  it.each([
    ['a newer one comes', [10, 9, 8], [10, 9, 8, 7, 6, 5, 4], 'below 4'],
    ['one of the newest page is taken back', [9, 7, 6], [9, 7, 6, 5, 4], 'below 4'],
    ['so many come that the two do not meet', [14, 13, 12], [14, 13, 12], 'below 12'],
    ['all of it is in one page by now', [9, 4], [9, 4], 'below 4'],
    ['there is nothing any more', [], [], null],
  ])('keeps what was loaded where %s', (_what, newest, expected, cursor) => {
    const next_cursor = newest.length > 0 ? `below ${newest.at(-1)}` : null
    const after = withNewest(twoPages, { items: media(...newest), next_cursor })
    expect(numbersIn(after)).toEqual(expected)
    expect(after.cursor).toBe(cursor)
  })

  it('loses what was taken back, wherever it is', () => {
    expect(numbersIn(withoutMessage(twoPages, 'm5'))).toEqual([9, 8, 7, 6, 4])
    expect(withoutMessage(none, 'm5')).toEqual(none)
  })
})
