import { expect, it } from 'vitest'
import { textDirection } from './text-direction.ts'

it('[B71] tells the direction of a text by its first letter, as browsers do', () => {
  for (const [text, direction] of [
    ['Hello', 'ltr'],
    ['12 – هل يمكنكم الشحن؟ order', 'rtl'],
    ['order هل', 'ltr'],
    ['שלום', 'rtl'],
    ['👍 12:30', null],
  ] as const) {
    expect(textDirection(text), text).toBe(direction)
  }
})
