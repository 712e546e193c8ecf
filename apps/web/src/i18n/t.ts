import { type English, english } from './en/index.ts'
import { type Branch, flatten, type KeyOf, type Leaf, type LeafAt, type ParamsOf } from './leaf.ts'

export type TextKey = KeyOf<English>
export type TextParams<K extends TextKey> = { readonly [P in ParamsOf<LeafAt<English, K>>]: string | number }
/** The texts that need no parameters: what a table of labels can hold. */
export type PlainKey = { [K in TextKey]: [ParamsOf<LeafAt<English, K>>] extends [never] ? K : never }[TextKey]

const englishLeaves = flatten(english)
let leaves: ReadonlyMap<string, Leaf> = englishLeaves
let plurals = new Intl.PluralRules('en')
let numbers = new Intl.NumberFormat('en')

/** Which catalogue `t` reads from now on; what it lacks is said in English. */
export function speak(language: string, catalogue: Branch | null): void {
  leaves = catalogue ? new Map([...englishLeaves, ...flatten(catalogue)]) : englishLeaves
  plurals = new Intl.PluralRules(language)
  numbers = new Intl.NumberFormat(language)
}

/** Adds the English texts of a screen that is loaded later; call it before the screen draws. */
export function learn(texts: Branch): void {
  for (const [key, leaf] of flatten(texts)) englishLeaves.set(key, leaf)
  leaves = new Map([...englishLeaves, ...leaves])
}

/** The text for a key in the language of the page, its `{parameters}` filled in and numbers written as the language does. */
export function t<K extends TextKey>(
  key: K,
  ...[params]: [ParamsOf<LeafAt<English, K>>] extends [never] ? [] : [TextParams<K>]
): string {
  const given = (params ?? {}) as Readonly<Record<string, string | number>>
  const leaf = leaves.get(key) ?? key
  const text = typeof leaf === 'string' ? leaf : (leaf[plurals.select(Number(given.count))] ?? leaf.other)
  if (!text.includes('{')) return text
  return text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
    const value = given[name]
    return typeof value === 'number' ? numbers.format(value) : (value ?? hole)
  })
}
