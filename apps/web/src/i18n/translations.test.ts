import { describe, expect, it } from 'vitest'
import { arabic } from './ar/index.ts'
import { german } from './de/index.ts'
import { english } from './en/index.ts'
import { settingsPages } from './en/settings-pages.ts'
import { flatten, type Leaf } from './leaf.ts'
import { pseudoCatalogue } from './pseudo.ts'

const source = flatten({ ...english, ...settingsPages })
const translations = [
  { code: 'de', leaves: flatten(german) },
  { code: 'ar', leaves: flatten(arabic) },
  { code: 'en-XA', leaves: flatten(pseudoCatalogue()) },
]

describe.each(translations)('the translation to $code', ({ code, leaves }) => {
  it('[B25] lacks no text (what it lacks is said in English)', () => {
    expect([...source.keys()].filter((key) => !leaves.has(key))).toEqual([])
  })

  it('[B25] has the parameters of the English text, and no others', () => {
    const wrong = [...leaves].filter(([key, leaf]) => parametersOf(leaf) !== parametersOf(source.get(key)!))
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('[B25] has a text for every plural category of its language', () => {
    const wanted = new Intl.PluralRules(code).resolvedOptions().pluralCategories
    const incomplete = [...leaves].filter(
      ([key, leaf]) =>
        typeof source.get(key) !== 'string' &&
        (typeof leaf === 'string' || wanted.some((category) => leaf[category] === undefined)),
    )
    expect(incomplete.map(([key]) => key)).toEqual([])
  })
})

/** Those of all its forms together: “one conversation” need not say the number. */
function parametersOf(leaf: Leaf): string {
  const forms = typeof leaf === 'string' ? [leaf] : Object.values(leaf)
  const names = forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  return [...new Set(names)].sort().join()
}
