const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const longDate = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })

const day_ms = 24 * 3_600_000

/** As short as it can be without being wrong: a time today, a weekday this week, a date before. */
export function shortTime(iso: string): string {
  const time = new Date(iso)
  const age = startOfDay(new Date()) - startOfDay(time)
  if (age <= 0) return clock.format(time)
  return age < 6 * day_ms ? weekday.format(time) : date.format(time)
}

export const clockTime = (iso: string) => clock.format(new Date(iso))
export const dayOf = (iso: string) => longDate.format(new Date(iso))

function startOfDay(time: Date): number {
  return new Date(time).setHours(0, 0, 0, 0)
}
