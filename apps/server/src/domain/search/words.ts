/** A word of a text, and where it stands there, in UTF-16 units. */
export interface Word {
  readonly word: string
  readonly from: number
  readonly to: number
}

/** Longer ones are cut: nobody types more, and an index entry has an end. */
const longest = 40

const isPlain = /^[\x20-\x7e\s]*$/
const plainWord = /[A-Za-z0-9]+/g
const anyWord = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const mark = /\p{M}/gu

/** Scripts that put no spaces between words are taken apart by what the runtime knows of their languages. */
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/**
 * The words of a text, in any language: runs of letters and digits, in lower case and without accents, so that *zoe*
 * finds *Zoë*. Texts and what is searched for are cut by this one function, or they would not meet.
 */
export function wordsOf(text: string): Word[] {
  if (isPlain.test(text)) return matches(text, plainWord).map(plain)
  return matches(text, anyWord)
    .flatMap(apart)
    .map(folded)
    .filter(({ word }) => word !== '')
}

function matches(text: string, pattern: RegExp): Word[] {
  return Array.from(text.matchAll(pattern), ({ 0: word, index }) => ({ word, from: index, to: index + word.length }))
}

function apart(run: Word): Word[] {
  if (!unspaced.test(run.word)) return [run]
  return Array.from(segmenter.segment(run.word), ({ segment, index }) => ({
    word: segment,
    from: run.from + index,
    to: run.from + index + segment.length,
  }))
}

function plain({ word, from, to }: Word): Word {
  return { word: word.slice(0, longest).toLowerCase(), from, to }
}

function folded({ word, from, to }: Word): Word {
  const letters = word.normalize('NFKD').replace(mark, '').toLowerCase()
  return { word: Array.from(letters).slice(0, longest).join(''), from, to }
}
