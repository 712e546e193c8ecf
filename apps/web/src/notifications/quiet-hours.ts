import type { NotificationSettings } from '@switchboard/protocol'

type QuietHours = NonNullable<NotificationSettings['quiet_hours']>

/** Whether it is quiet at that moment, by the clocks of the member's time zone. `to` earlier than `from` is the next day. */
export function isQuiet(hours: QuietHours | null, at: Date): boolean {
  if (!hours) return false
  const { from, to, time_zone } = hours
  const time = timeIn(time_zone, at)
  if (time === null || from === to) return false
  return from < to ? from <= time && time < to : time >= from || time < to
}

/** `07:05` */
function timeIn(timeZone: string, at: Date): string | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      at,
    )
  } catch {
    return null // a time zone that this browser does not know
  }
}
