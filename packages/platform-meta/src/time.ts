/** Stands where a fact needs a time and the platform gave none that can be read. The item's `at` is null then. */
export const unknownTime = new Date(0).toISOString()

const earliest = Date.UTC(2000, 0, 1)
const latest = Date.UTC(2100, 0, 1)
const digits = /^\d{1,16}$/

/**
 * A platform's clock reading as ISO 8601, or null. Meta mixes seconds and milliseconds, numbers and strings of digits,
 * even within one product, so the magnitude decides. What would be before 2000 or after 2100 is not a time.
 */
export function timeOf(value: unknown): string | null {
  const number = typeof value === 'string' ? (digits.test(value) ? Number(value) : Number.NaN) : value
  if (typeof number !== 'number') return null
  const ms = number < 1e11 ? number * 1000 : number
  return ms >= earliest && ms < latest ? new Date(ms).toISOString() : null
}

/** A clock reading as it was written, for a key: unlike a normalised one it never depends on our idea of time. */
export function stampOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

export const day_ms = 24 * 60 * 60 * 1000
export const week_ms = 7 * day_ms
