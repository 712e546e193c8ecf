import type { LogEvent } from '@switchboard/protocol'
import type { InboxState } from '../state.ts'
import { keyOf, type Trace } from './operation.ts'

/** Whether the state shows what a trace tells of, or something later; what it does not hold, it has nothing to show of. */
export function holds({ conversations, notes }: InboxState, trace: Trace): boolean {
  if (trace.of === 'conversation') {
    const held = conversations.get(trace.id)
    return held === undefined || held.updated_at >= trace.updated_at
  }
  const list = notes.get(trace.contact_id)
  const held = list?.items.find(({ id }) => id === trace.id)
  if (trace.updated_at === null) return held === undefined
  return list === undefined || (held !== undefined && held.updated_at >= trace.updated_at)
}

/**
 * What the log has told of the things that operations are about. The state alone does not say everything: a note that
 * was written and removed again within a frame was never in it.
 */
export class Hearsay {
  readonly #heard = new Map<string, string>()

  hear(event: LogEvent, isWanted: (key: string) => boolean): void {
    const trace = traceIn(event)
    if (!trace || !isWanted(trace.key)) return
    const earlier = this.#heard.get(trace.key)
    if (earlier === undefined || earlier < trace.updated_at) this.#heard.set(trace.key, trace.updated_at)
  }

  knows(trace: Trace): boolean {
    const heard = this.#heard.get(keyOf(trace))
    return heard !== undefined && trace.updated_at !== null && heard >= trace.updated_at
  }

  forgetAllBut(isWanted: (key: string) => boolean): void {
    for (const key of this.#heard.keys()) if (!isWanted(key)) this.#heard.delete(key)
  }
}

function traceIn({ type, data }: LogEvent): { key: string; updated_at: string } | null {
  if (type === 'conversation_updated') {
    return { key: keyOf({ of: 'conversation', id: data.id }), updated_at: data.updated_at }
  }
  if (type === 'note_updated') return { key: keyOf({ of: 'note', id: data.id }), updated_at: data.updated_at }
  return null
}
