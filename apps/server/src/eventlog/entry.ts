import type { GrownEvent, LogGrowth } from '../db/database.ts'

/** An event as it lies in memory: read once and serialised once, however many sockets it goes to. */
export interface Entry {
  pos: number
  /** Empty where the entry was read for one viewer, who is known to hear it. */
  audiences: readonly string[]
  type: string
  /** When it was appended, in milliseconds since 1970. */
  at: number
  /** The event as the wire has it: `{"id","type","at","conversation_id","data"}`. */
  json: string
}

export interface EventRow {
  pos: number
  at: Date
  id: string
  conversation_id: string | null
  type: string
  /** JSON text, exactly as it was stored. */
  data: string
}

/** `data` is written out as it was stored, without being parsed on the way. */
export function entryOf(row: EventRow, audiences: readonly string[]): Entry {
  const conversation = row.conversation_id === null ? 'null' : `"${row.conversation_id}"`
  const json = `{"id":"${row.id}","type":"${row.type}","at":"${row.at.toISOString()}","conversation_id":${conversation},"data":${row.data}}`
  return { pos: row.pos, audiences, type: row.type, at: row.at.getTime(), json }
}

/** The same of an event that this process has just written, which is what a reading would find. */
export function entryOfGrown({ audiences, ...event }: GrownEvent, { at }: LogGrowth, pos: number): Entry {
  return entryOf({ ...event, pos, at }, audiences)
}
