import type { InboundEventQuery } from '@switchboard/protocol'
import { ApiError, type Requests } from '@switchboard/sdk'
import type { EventFilter } from './event-filter.ts'

export type ReplayProgress =
  | { is: 'looking' }
  | { is: 'replaying'; done: number; of: number }
  | { is: 'settling'; done: number; of: number; waiting: number }
  | { is: 'finished'; good: number; bad: number }

type Events = Requests['inboundEvents']

interface Options {
  events: Events
  filter: EventFilter
  signal: AbortSignal
  /** Waits, for the server and between two looks at what has become of them. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  onProgress(progress: ReplayProgress): void
}

const lookEvery_ms = 1_000

/**
 * Replays all failed events that match, one after the other, oldest first, and says what has become of them. Stopping
 * stops before the next one: what was replayed stays replayed.
 */
export async function replayAll({ events, filter, signal, wait, onProgress }: Options): Promise<void> {
  onProgress({ is: 'looking' })
  const failed = { ...filter, state: 'failed' } as const
  const ids = (await idsOf(events, failed, signal)).reverse()
  const replayed = new Set<string>()

  for (const [n, id] of ids.entries()) {
    onProgress({ is: 'replaying', done: n, of: ids.length })
    if (await replay(id)) replayed.add(id)
    signal.throwIfAborted()
  }

  const count = replayed.size
  const ours = async (query: InboundEventQuery) => (await idsOf(events, query, signal)).filter((id) => replayed.has(id))
  for (;;) {
    const waiting = (await ours({ ...filter, state: 'pending' })).length
    if (waiting === 0) break
    onProgress({ is: 'settling', done: count - waiting, of: count, waiting })
    await wait(lookEvery_ms, signal)
  }
  const bad = (await ours(failed)).length
  onProgress({ is: 'finished', good: count - bad, bad })

  /** False where somebody else was quicker, or the event is gone. */
  async function replay(id: string): Promise<boolean> {
    for (;;) {
      try {
        await events.replay(id, { signal })
        return true
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.is('not_replayable') || error.is('not_found')) return false
        if (!error.retry) throw error
        await wait(error.retry_after_ms ?? lookEvery_ms, signal)
      }
    }
  }
}

/** Newest first. */
async function idsOf(events: Events, query: InboundEventQuery, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = []
  for await (const { items } of events.list.pages({ ...query, limit: 100 }, { signal })) {
    ids.push(...items.map(({ id }) => id))
  }
  return ids
}
