import { describe, expect, it } from 'vitest'
import { snippetOf } from './snippet.ts'

const marked = (text: string, words: string[], beginning: string | null = null) => {
  const { snippet, highlights } = snippetOf(text, { words, beginning })
  return { snippet, marked: highlights.map(([from, to]) => snippet.slice(from, to)) }
}

describe('a snippet', () => {
  it('[F9] is the whole text where it is short, in one line', () => {
    expect(marked('Where is\nmy  Parcel, the parcel?', ['parcel'])).toEqual({
      snippet: 'Where is my Parcel, the parcel?',
      marked: ['Parcel', 'parcel'],
    })
  })

  it('[F9] marks a word that begins as typed, and one with accents', () => {
    expect(marked('Zoë zooms', ['zoe'], 'zoo').marked).toEqual(['Zoë', 'zooms'])
  })

  it('[F9] begins a little before what was found and ends between words', () => {
    const text = `${'before '.repeat(50)}here it is ${'after '.repeat(50)}`
    const { snippet, marked: found } = marked(text, ['here'])
    expect(found).toEqual(['here'])
    expect(snippet).toMatch(/^…before .* here it is after .* after…$/)
    expect(snippet.length).toBeLessThanOrEqual(162)
  })

  it('[F9] has nothing marked where the word is not in the text', () => {
    expect(marked('a picture', ['invoice'])).toEqual({ snippet: 'a picture', marked: [] })
  })

  it('[F9] cuts no character in two', () => {
    const { snippet } = snippetOf('👋'.repeat(300), { words: [], beginning: null })
    expect(snippet.isWellFormed()).toBe(true)
  })
})
