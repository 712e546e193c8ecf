import type { Fact } from '@switchboard/platform-kit'
import type { JsonObject } from '../json.ts'
import type { Sides } from './sides.ts'

/** One element of `messaging` or `standby`, with what all kinds of events share read from it. */
export interface PageEvent extends Sides {
  element: JsonObject
  time: string
  isStandby: boolean
}

/** What an event says, and its key where it has an id of its own. */
export interface EventReading {
  fact: Fact
  key: string | null
}
