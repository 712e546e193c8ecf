import type { QuietHours } from '@switchboard/protocol'

/** Whether it is quiet for somebody at this moment, by the clock on their wall. From inclusive, to exclusive. */
export function isQuiet(hours: QuietHours | null, at: Date): boolean {
  if (!hours) return false
  const { from, to, time_zone: timeZone } = hours
  const clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const now = clock.format(at)
  return from <= to ? from <= now && now < to : from <= now || now < to
}
