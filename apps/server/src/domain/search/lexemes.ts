import type { Attachment, Platform } from '@switchboard/protocol'
import type { Media, Wanted } from './read-query.ts'
import { wordsOf } from './words.ts'

/** What of a message can be searched for. */
export interface Searchable {
  readonly platform: Platform
  readonly text: string | null
  readonly attachments: readonly Pick<Attachment, 'kind' | 'name'>[]
}

/** Of a very long text only the beginning is searchable. */
const mostWords = 1_000
const link = /https?:\/\/|\bwww\./i

/**
 * What a message is found by, as one text: its words and the names of its files, in order and with a space around each,
 * and behind them marks, which begin with a sign that no word has.
 */
export function searchedText({ platform, text, attachments }: Searchable): string {
  const named = attachments.flatMap(({ name }) => (name === null ? [] : [name]))
  const words = wordsOf([text ?? '', ...named].join('\n'))
    .slice(0, mostWords)
    .map(({ word }) => word)
  const kinds = new Set<string>(attachments.map(({ kind }) => kind))
  const media: Media[] = (['image', 'video', 'audio', 'file'] as const).filter((kind) => kinds.has(kind))
  if (kinds.has('share') || (text !== null && link.test(text))) media.push('link')
  return ` ${[...words, ...media.map(mediaMark), platformMark(platform)].join(' ')} `
}

const mediaMark = (media: Media) => `#${media}`
const platformMark = (platform: Platform) => `@${platform[0]}`

/** Stands for the shelf's name in the text of a query, until it is known which shelf is looked at. */
export const anyShelf = '~'

/** What to ask the index for. */
export interface IndexQuery {
  /** The text of a `tsquery`. */
  readonly lexemes: string
  /** Patterns that the searched text has to be like. */
  readonly phrases: readonly string[]
}

/** Null where nothing is wanted that a message could be found by. */
export function indexQueryOf(wanted: Wanted): IndexQuery | null {
  const exactly = (lexeme: string) => `'${anyShelf}${lexeme}'`
  const parts = [
    ...wanted.words.map(exactly),
    ...(wanted.beginning === null ? [] : [`${exactly(wanted.beginning)}:*`]),
    ...wanted.has.map((media) => exactly(mediaMark(media))),
    ...(wanted.in.length === 0 ? [] : [anyOf(wanted.in.map(platformMark).map(exactly))]),
  ]
  const isAnything = wanted.is.length > 0 || wanted.before !== null || wanted.after !== null || wanted.from.length > 0
  if (parts.length === 0 && !isAnything) return null
  if (parts.length === 0) parts.push(anyOf(platformMarks.map(exactly)))
  return { lexemes: parts.join(' & '), phrases: wanted.phrases.map((words) => `% ${words.join(' ')} %`) }
}

/** The same as patterns that the searched text has to be like, where there is little enough to read it all. */
export function patternsOf({ words, beginning, phrases, has }: Wanted): string[] {
  return [
    ...words.map((word) => `% ${word} %`),
    ...(beginning === null ? [] : [`% ${beginning}%`]),
    ...phrases.map((phrase) => `% ${phrase.join(' ')} %`),
    ...has.map((media) => `% ${mediaMark(media)} %`),
  ]
}

const platformMarks = (['instagram', 'messenger', 'whatsapp'] as const).map(platformMark)
const anyOf = (lexemes: readonly string[]) => `(${lexemes.join(' | ')})`

/** The same for a message that is on no shelf yet. */
export function isWanted(message: Searchable, wanted: Wanted): boolean {
  const text = searchedText(message)
  const has = (lexeme: string) => text.includes(` ${lexeme} `)
  return (
    wanted.words.every(has) &&
    (wanted.beginning === null || text.includes(` ${wanted.beginning}`)) &&
    wanted.phrases.every((phrase) => has(phrase.join(' '))) &&
    wanted.has.every((media) => has(mediaMark(media))) &&
    (wanted.in.length === 0 || wanted.in.includes(message.platform))
  )
}
