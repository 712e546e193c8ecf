/** The log: commands append to it inside their transaction, `live` follows it. It does not know what events mean. */
export { appendEvents, type NewEvent } from './append.ts'
export { type Bounds, cursorFor, readBounds } from './bounds.ts'
export { type Clock, systemClock } from './clock.ts'
export {
  type Cursor,
  cursorPrefix,
  cursorSuffix,
  decide,
  fingerprintOf,
  formatCursor,
  MAX_REPLAY,
  nobody,
  parseCursor,
  type Start,
} from './cursor.ts'
export type { Entry } from './entry.ts'
export { type EventLog, type Following, type LogListener, openEventLog } from './follow.ts'
export type { Page, ViewerQuery } from './read-page.ts'
export { Tail } from './tail.ts'
export { startTrimming, trimEvents } from './trim.ts'
