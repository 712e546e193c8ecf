import { english } from './en/index.ts'
import { settingsPages } from './en/settings-pages.ts'
import { type Branch, isPlural, type Leaf, type Plural } from './leaf.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const accented = Array.from('áƀçḓéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇḒÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ')

/** A text that nobody wrote shows as plain letters; one that has no room to grow is cut off at its bracket. */
export function pseudo(text: string): string {
  const foreign = text.replaceAll(/\{\w+\}|[A-Za-z]/g, (part) =>
    part.length > 1 ? part : accented[plain.indexOf(part)]!,
  )
  return `[${foreign}${'·'.repeat(Math.ceil(text.length * 0.35))}]`
}

export function pseudoCatalogue(branch: Branch = { ...english, ...settingsPages }): Branch {
  return Object.fromEntries(
    Object.entries(branch).map(([name, value]) => [
      name,
      typeof value === 'string' || isPlural(value) ? pseudoLeaf(value) : pseudoCatalogue(value),
    ]),
  )
}

function pseudoLeaf(leaf: Leaf): Leaf {
  if (typeof leaf === 'string') return pseudo(leaf)
  return Object.fromEntries(Object.entries(leaf).map(([category, text]) => [category, pseudo(text)])) as Plural
}
