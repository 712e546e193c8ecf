import type { Platform } from '@switchboard/protocol'
import { wordsOf } from './words.ts'

export const medias = ['image', 'video', 'audio', 'file', 'link'] as const
export type Media = (typeof medias)[number]
export const states = ['unread', 'archived', 'assigned', 'unassigned'] as const
export type State = (typeof states)[number]
const platforms = ['instagram', 'messenger', 'whatsapp'] as const satisfies Platform[]

/** What somebody is looking for. */
export interface Wanted {
  /** Whole words that have to be there. */
  words: string[]
  /** The last one, which may not have been typed to its end. */
  beginning: string | null
  /** Words that have to be there in this order, one after the other. */
  phrases: string[][]
  /** The text without its operators: part of a name, handle or number. */
  text: string
  from: string[]
  in: Platform[]
  is: State[]
  has: Media[]
  before: Date | null
  after: Date | null
}

// An operator with its value, which may be quoted; a quoted phrase; or anything up to the next space.
const part = /(\w+):"([^"]*)"?|(\w+):(\S+)|"([^"]*)"?|(\S+)/g

/**
 * Reads what was typed. Total: an operator that is not known, or whose value makes no sense, is text like any other. The
 * last word counts as far as it has been typed, unless a space or a quotation mark ends it.
 */
export function readQuery(q: string): Wanted {
  const wanted: Wanted = {
    words: [],
    beginning: null,
    phrases: [],
    text: '',
    from: [],
    in: [],
    is: [],
    has: [],
    before: null,
    after: null,
  }
  const text: string[] = []
  for (const found of q.replaceAll('\0', ' ').matchAll(part)) {
    const [whole, quotedName, quotedValue, name, value, phrase] = found
    if (take(wanted, quotedName ?? name, quotedValue ?? value)) continue
    if (phrase !== undefined) {
      addPhrase(wanted, phrase)
      text.push(phrase)
      continue
    }
    const isLast = found.index + whole.length === q.length
    addWords(wanted, whole, isLast)
    text.push(whole)
  }
  wanted.text = text.join(' ').trim()
  return wanted
}

function addWords(wanted: Wanted, text: string, isLast: boolean): void {
  const words = wordsOf(text)
  const last = words.at(-1)
  const isOpen = isLast && last?.to === text.length
  if (isOpen) wanted.beginning = words.pop()!.word
  wanted.words.push(...words.map(({ word }) => word))
}

function addPhrase(wanted: Wanted, phrase: string): void {
  const words = wordsOf(phrase).map(({ word }) => word)
  wanted.words.push(...words)
  if (words.length > 1) wanted.phrases.push(words)
}

function take(wanted: Wanted, name: string | undefined, value: string | undefined): boolean {
  if (!name || !value) return false
  switch (name.toLowerCase()) {
    case 'from':
      wanted.from.push(value)
      return true
    case 'in':
      return push(wanted.in, platforms, value)
    case 'is':
      return push(wanted.is, states, value)
    case 'has':
      return push(wanted.has, medias, value)
    case 'before':
      wanted.before = dayOf(value)
      return wanted.before !== null
    case 'after':
      wanted.after = dayOf(value)
      return wanted.after !== null
    default:
      return false
  }
}

function push<T extends string>(list: T[], known: readonly T[], value: string): boolean {
  const found = known.find((each) => each === value.toLowerCase())
  if (found) list.push(found)
  return found !== undefined
}

/** A day in UTC; a time is taken as it is. */
function dayOf(value: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(value)) return null
  const day = new Date(value)
  return Number.isNaN(day.getTime()) ? null : day
}
