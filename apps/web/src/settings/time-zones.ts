import { currentLanguage } from '../i18n/language.ts'

/** The zone of this machine. */
export const ownTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Every zone that this browser knows, this machine's own and `chosen` among them whatever it calls them. */
export function timeZones(chosen: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ownTimeZone(), chosen])].sort()
}

/** What a clock shows there; null where the browser does not know the zone. */
export function timeIn(timeZone: string, at: Date): string | null {
  try {
    return new Intl.DateTimeFormat(currentLanguage(), { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
  } catch {
    return null
  }
}
