import type { Wanted } from './read-query.ts'
import { wordsOf } from './words.ts'

const longest = 160
const lead = 40

export interface Snippet {
  snippet: string
  highlights: [from: number, to: number][]
}

/** The part of a text in which what was looked for stands first, in one line, and where in it. */
export function snippetOf(text: string, { words, beginning }: Pick<Wanted, 'words' | 'beginning'>): Snippet {
  const line = text.replace(/\s+/g, ' ').trim()
  const isMeant = (word: string) => words.includes(word) || (beginning !== null && word.startsWith(beginning))
  const found = wordsOf(line).filter(({ word }) => isMeant(word))
  const start = startFor(line, found[0]?.from ?? 0)
  const end = endFor(line, start)
  const head = start > 0 ? '…' : ''
  const shift = head.length - start
  return {
    snippet: head + line.slice(start, end) + (end < line.length ? '…' : ''),
    highlights: found.flatMap(({ from, to }) => (from >= start && to <= end ? [[from + shift, to + shift]] : [])),
  }
}

/** A little before what was found, where a word begins. */
function startFor(line: string, found: number): number {
  if (line.length <= longest || found <= lead) return 0
  const space = line.indexOf(' ', found - lead)
  return space === -1 || space >= found ? whole(line, found - lead) : space + 1
}

function endFor(line: string, start: number): number {
  if (line.length - start <= longest) return line.length
  const space = line.lastIndexOf(' ', start + longest)
  return space <= start ? whole(line, start + longest) : space
}

/** Not in the middle of a character. */
function whole(line: string, at: number): number {
  const code = line.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}
