import { expect, it } from 'vitest'
import { share } from './share.ts'

it('[B10] keeps what says the same, so that nothing is drawn again', () => {
  const [a, b] = [{ id: 'a' }, { id: 'b' }]
  const list = [a, b]
  const pair = { a, n: 1 }
  expect(share(list, [a, b])).toBe(list)
  expect(share(pair, { a, n: 1 })).toBe(pair)
})

it('[B10] lets through what differs in length, place, name or value', () => {
  const [a, b] = [{ id: 'a' }, { id: 'b' }]
  for (const [before, after] of [
    [
      [a, b],
      [b, a],
    ],
    [[a], [a, b]],
    [{ a }, { a: { id: 'a' } }],
    [{ a }, { b: a }],
    [new Map([['a', 1]]), new Map([['a', 1]])],
    [null, {}],
  ] as const) {
    expect(share<unknown>(before, after)).toBe(after)
  }
})
