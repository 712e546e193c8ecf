import { currentLanguage } from '../i18n/language.ts'

/** To the millisecond: what a log is read by. */
export function preciseTime(iso: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(new Date(iso))
}
