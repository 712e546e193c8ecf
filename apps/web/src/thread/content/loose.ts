/**
 * What a platform said in its own words. It may lack anything and hold something else than it did last year, so nothing
 * is taken on trust: what is not what was looked for is not there.
 */
export type Loose = Readonly<Record<string, unknown>>

export function objectIn(value: unknown): Loose | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : null
}

export function objectsIn(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(objectIn).filter((each) => each !== null) : []
}

export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** Some platforms write numbers as text. */
export function numberIn(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
