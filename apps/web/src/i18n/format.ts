import { currentLanguage } from './language.ts'

/** Dates, times and numbers as the language of the page writes them, in the time zone of the machine. */

const day_ms = 24 * 3_600_000

const made = new Map<string, Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>()

const clockTimes = new Map<string, string>()
const mostClockTimes = 2_000

/** A thread says each of its times again and again: in labels, in corners, and in the room that is left for them. */
export function clockTime(iso: string): string {
  const key = `${currentLanguage()} ${iso}`
  const known = clockTimes.get(key)
  if (known !== undefined) return known
  const time = dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(iso))
  if (clockTimes.size === mostClockTimes) clockTimes.clear()
  clockTimes.set(key, time)
  return time
}

export const longDate = (iso: string) => dates({ weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(iso))
export const dateAndTime = (iso: string) => dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
export const weekdayAndTime = (iso: string) =>
  dates({ weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(iso))
export const formatNumber = (value: number) => cached('number', (tag) => new Intl.NumberFormat(tag)).format(value)

/** A price; with a currency that nobody knows, as it was written. */
export function money(value: number, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return [formatNumber(value), currency].filter(Boolean).join(' ')
  return cached(`money ${currency}`, (tag) => new Intl.NumberFormat(tag, { style: 'currency', currency })).format(value)
}

/** In steps of 1024, as people's file managers do. */
export function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const unit = units[step]!
  return cached(
    `size ${unit}`,
    (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }),
  ).format(bytes / 1024 ** step)
}

/** For the length of a voice note or a countdown: 0:07, 12:45, 1:02:03. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, n) => (n === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** As short as it can be without being wrong: a time today, a weekday this week, a date before. */
export function shortTime(iso: string, now = Date.now()): string {
  const days = daysBetween(iso, now)
  if (days <= 0) return clockTime(iso)
  if (days < 6) return dates({ weekday: 'short' }).format(new Date(iso))
  const isThisYear = new Date(iso).getFullYear() === new Date(now).getFullYear()
  return dates({ day: 'numeric', month: 'short', ...(!isThisYear && { year: '2-digit' }) }).format(new Date(iso))
}

/** Today, yesterday, a weekday of this week, a date before: what stands between the days of a thread. */
export function dayName(iso: string, now = Date.now()): string {
  const days = daysBetween(iso, now)
  if (days >= 0 && days < 2) return capitalised(relatives('auto').format(-days, 'day'))
  if (days < 6) return dates({ weekday: 'long' }).format(new Date(iso))
  const isThisYear = new Date(iso).getFullYear() === new Date(now).getFullYear()
  return isThisYear ? longDate(iso) : dates({ dateStyle: 'long' }).format(new Date(iso))
}

/** “3 minutes ago”, “in 2 hours”. */
export function relativeTime(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now
  const units = [
    ['day', day_ms],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const
  for (const [unit, length] of units) {
    if (Math.abs(ms) >= length) return relatives('auto').format(Math.trunc(ms / length), unit)
  }
  return relatives('auto').format(Math.trunc(ms / 1000), 'second')
}

export function daysBetween(iso: string, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(Date.parse(iso))) / day_ms)
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

/** Only where the script has capitals; Intl answers for the middle of a sentence. */
function capitalised(text: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(currentLanguage()) + rest.join('')
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(JSON.stringify(options), (tag) => new Intl.DateTimeFormat(tag, options))
}

function relatives(numeric: 'auto' | 'always'): Intl.RelativeTimeFormat {
  return cached(`relative ${numeric}`, (tag) => new Intl.RelativeTimeFormat(tag, { numeric }))
}

/** Making a formatter takes longer than using it a hundred times. */
function cached<T extends Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>(
  name: string,
  make: (tag: string) => T,
): T {
  const language = currentLanguage()
  const key = `${language} ${name}`
  const found = made.get(key) ?? make(tagFor(language))
  made.set(key, found)
  return found as T
}

/** The region is the browser's where it speaks the same language: 24 hours in Britain, 12 in America. */
function tagFor(language: string): string {
  const spoken = globalThis.navigator?.languages?.find((tag) => tag.split('-')[0] === language)
  return spoken ?? (language === 'en-XA' ? 'en' : language)
}
