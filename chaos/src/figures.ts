/** The value below which that share of all values lies; not a number where there are none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}

/** For people and for JSON, which knows no NaN: one digit after the point is all that a measurement deserves. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : null
}

export const megabytes = (bytes: number): number | null => rounded(bytes / 1e6)
