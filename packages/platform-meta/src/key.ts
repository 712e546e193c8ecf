import { hash } from 'node:crypto'

/** Longer keys would not fit into an index entry next to the account. */
const longestKey = 300

export function boundedKey(key: string): string {
  return key.length <= longestKey ? key : `l:${hash('sha256', key)}`
}

/** The key of what has no id: the same content is the same item, in whatever order its fields were written. */
export function contentKey(element: unknown): string {
  return `h:${hash('sha256', canonicalJson(element))}`
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value as Record<string, unknown>
  const fields = Object.keys(object)
    .filter((name) => object[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name])}`)
  return `{${fields.join(',')}}`
}
