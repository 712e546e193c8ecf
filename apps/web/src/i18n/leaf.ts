/** One text, or one per plural category of the language (`Intl.PluralRules`), chosen by the parameter `count`. */
export type Leaf = string | Plural
export type Plural = { readonly other: string } & { readonly [C in Exclude<Intl.LDMLPluralRule, 'other'>]?: string }
export interface Branch {
  readonly [name: string]: Leaf | Branch
}

/** The dotted path of every text. */
export type KeyOf<T> = {
  [K in keyof T & string]: T[K] extends Leaf ? K : `${K}.${KeyOf<T[K]>}`
}[keyof T & string]

export type LeafAt<T, K extends string> = K extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? LeafAt<T[Head], Rest>
    : never
  : K extends keyof T
    ? T[K]
    : never

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** The parameters that a text asks for; a plural asks for `count` besides. */
export type ParamsOf<L> = L extends string ? NamesIn<L> : 'count' | NamesIn<L[keyof L]>

/** A translation of a part of the catalogue: no text but those of the English one, and any of them may be missing. */
export type Translation<T> = {
  readonly [K in keyof T]?: T[K] extends string ? string : T[K] extends Plural ? Plural : Translation<T[K]>
}

export function isPlural(value: Leaf | Branch): value is Plural {
  return typeof value === 'object' && typeof value.other === 'string'
}

/** Every text by its dotted path. */
export function flatten(branch: Branch, prefix = ''): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  for (const [name, value] of Object.entries(branch)) {
    if (typeof value === 'string' || isPlural(value)) leaves.set(prefix + name, value)
    else for (const [key, leaf] of flatten(value, `${prefix}${name}.`)) leaves.set(key, leaf)
  }
  return leaves
}
