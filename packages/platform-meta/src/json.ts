/**
 * Reading JSON of which nothing is promised. Each function gives what it names or null, and never throws, so a reader
 * says what it hopes for and a wrong type looks the same as a missing field.
 */
export type JsonObject = { readonly [name: string]: unknown }

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** An empty list where it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Text with something in it. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const longestId = 500

/**
 * An id, which Meta writes as text or as a number. A number beyond 2^53 has lost digits on its way through JSON and
 * may name somebody else by now, so it is none; nor is one that no index could hold.
 */
export function asId(value: unknown): string | null {
  if (typeof value === 'string') return value !== '' && value.length <= longestId ? value : null
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : null
}

const webAddress = /^https?:\/\//i

/** A link that may be fetched or shown. Relative ones, `javascript:` and the like are none. */
export function asLink(value: unknown): string | null {
  return typeof value === 'string' && webAddress.test(value) && URL.canParse(value) ? value : null
}

const plainName = /^[\w.-]{1,60}$/

/** A name the platform made up (a type, a field), fit for a reason: what does not look like one is not repeated. */
export function nameOf(value: unknown): string {
  return typeof value === 'string' && plainName.test(value) ? value : '?'
}

/** A copy without what is null or undefined, or null where nothing is left. For field names of ours only. */
export function present(object: Record<string, unknown>): Record<string, unknown> | null {
  let kept: Record<string, unknown> | null = null
  for (const name in object) {
    const value = object[name]
    if (value === null || value === undefined) continue
    kept ??= {}
    kept[name] = value
  }
  return kept
}

const deepest = 100

/**
 * The value with everything nested deeper than a hundred levels cut off; the very value where nothing is. Meta nests
 * about twenty levels, but JSON.parse reads millions, which no recursion survives, JSON.stringify included.
 */
export function withoutDepths(value: unknown): unknown {
  return isDeeper(value, deepest) ? cut(value, deepest) : value
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const element of value) if (isDeeper(element, levels - 1)) return true
    return false
  }
  for (const name in value) if (isDeeper((value as JsonObject)[name], levels - 1)) return true
  return false
}

function cut(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map((element) => cut(element, levels - 1))
  // fromEntries and not assignment: a field may be called __proto__.
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, cut(field, levels - 1)]))
}
