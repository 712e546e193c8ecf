import { describe, expect, it } from 'vitest'
import { wordsOf } from './words.ts'

const words = (text: string) => wordsOf(text).map(({ word }) => word)

describe('the words of a text', () => {
  it.each([
    ['Is order #12-345 here?', ['is', 'order', '12', '345', 'here']],
    ['Zoë ZOË ZOE\u0308', ['zoe', 'zoe', 'zoe']],
    ['straße Ärger', ['straße', 'arger']],
    ['ＦＵＬＬ ﬁne', ['full', 'fine']],
    ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
    ['Привет, мир!', ['привет', 'мир']],
    ['see https://example.com/a_b', ['see', 'https', 'example', 'com', 'a', 'b']],
    ['', []],
    [' … — ', []],
    ["don't", ['don', 't']],
    ['x'.repeat(100), ['x'.repeat(40)]],
  ])('[F2] of %j', (text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  it('[F2] are taken apart where a script writes no spaces', () => {
    expect(words('東京都に行きました').length).toBeGreaterThan(2)
    expect(words('สวัสดีครับ').length).toBeGreaterThan(1)
  })

  it('[F2] are an emoji each, wherever it stands', () => {
    expect(words('great👍👍🏽 work❤️')).toEqual(['great', '👍', '👍', 'work', '❤'])
  })

  it('[F9] say where they stand', () => {
    const text = 'Grüße, Zoë 👋'
    expect(wordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual(['Grüße', 'Zoë', '👋'])
  })
})
