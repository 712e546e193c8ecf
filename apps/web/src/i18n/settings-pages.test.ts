import { describe, expect, it } from 'vitest'
import { settingsPages as arabic } from './ar/settings-pages.ts'
import { settingsPages as german } from './de/settings-pages.ts'
import { settingsPages } from './en/settings-pages.ts'
import { type Branch, flatten, type Leaf } from './leaf.ts'

const source = flatten(settingsPages)

describe.each([
  { code: 'de', leaves: flatten(german as unknown as Branch) },
  { code: 'ar', leaves: flatten(arabic as unknown as Branch) },
])('the settings in $code', ({ code, leaves }) => {
  it('[B122] lack no text, and no plural form of their language', () => {
    expect([...source.keys()].filter((key) => !leaves.has(key))).toEqual([])
    const wanted = new Intl.PluralRules(code).resolvedOptions().pluralCategories
    const incomplete = [...leaves].filter(
      ([key, leaf]) =>
        typeof source.get(key) !== 'string' &&
        (typeof leaf === 'string' || wanted.some((category) => leaf[category] === undefined)),
    )
    expect(incomplete.map(([key]) => key)).toEqual([])
  })

  it('[B122] ask for the parameters of the English texts, and no others', () => {
    const wrong = [...leaves].filter(([key, leaf]) => parametersOf(leaf) !== parametersOf(source.get(key)!))
    expect(wrong.map(([key]) => key)).toEqual([])
  })
})

/** Those of all its forms together: “one member” need not say the number. */
function parametersOf(leaf: Leaf): string {
  const forms = typeof leaf === 'string' ? [leaf] : Object.values(leaf)
  return [...new Set(forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort().join()
}
