/**
 * PostgreSQL's text and jsonb hold no NUL and no half of a surrogate pair; JSON and JavaScript do, and a platform may
 * send them. Both functions are about that alone.
 */

const replacement = '\uFFFD'
const deepest = 1000

/**
 * The value with every NUL and lone surrogate in its texts and field names replaced by U+FFFD: the very value where
 * there is none. What is nested deeper than a thousand levels becomes null, because PostgreSQL refuses that too.
 */
export function clean<T>(value: T): T {
  return cleaned(value, deepest) as T
}

/**
 * Whether the JSON text may hold something for `clean` to replace. Cheap, so that `clean` need not run over every
 * body; true also where all surrogates have their other half, never false where one has not.
 */
export function needsCleaning(bodyText: string): boolean {
  return suspicious.test(bodyText) || !bodyText.isWellFormed()
}

const suspicious = /\\u0000|\\u[dD][89a-fA-F]|\0/

function cleaned(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  return Array.isArray(value) ? cleanList(value, levels) : cleanObject(value as Record<string, unknown>, levels)
}

function cleanText(text: string): string {
  const paired = text.isWellFormed() ? text : text.toWellFormed()
  return paired.includes('\0') ? paired.replaceAll('\0', replacement) : paired
}

function cleanList(list: readonly unknown[], levels: number): readonly unknown[] {
  let copy: unknown[] | null = null
  for (const [index, element] of list.entries()) {
    const better = cleaned(element, levels - 1)
    if (better === element) continue
    copy ??= list.slice()
    copy[index] = better
  }
  return copy ?? list
}

function cleanObject(object: Record<string, unknown>, levels: number): Record<string, unknown> {
  let isClean = true
  const fields = Object.entries(object).map(([name, field]) => {
    const better: [string, unknown] = [cleanText(name), cleaned(field, levels - 1)]
    if (better[0] !== name || better[1] !== field) isClean = false
    return better
  })
  // fromEntries and not assignment: a field may be called __proto__.
  return isClean ? object : Object.fromEntries(fields)
}
