import type { PlatformAdapter, PlatformName } from '@switchboard/platform-kit'
import { answers, type Db, isConnectionLost, sendCommit } from '../db/database.ts'
import { type ReceiveDeps, type ReceivedItem, receiveFacts } from '../domain/messages/index.ts'
import { itemOf, type NewInboundItem } from './inbound-item.ts'
import {
  AlreadyApplied,
  bounded,
  countPending,
  type PendingRow,
  pendingRows,
  recordFailure,
  settle,
  stillPending,
} from './journal.ts'
import type { IngestMetrics } from './metrics.ts'

export interface ApplyDeps extends Omit<ReceiveDeps, 'accountIds'> {
  db: Db
  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
  ingestMetrics: IngestMetrics
  logger: { warn(details: object, words: string): void; error(details: object, words: string): void }
}

export interface Applying {
  /** Items that have just been committed, handed over in memory; the journal has them in any case. */
  push(items: readonly NewInboundItem[]): void
  /** Looks at the journal now instead of at the next tick: after a replay, or when an account has been connected. */
  lookAgain(): void
  /** How many items are waiting, as far as this process knows. */
  backlog(): number
  /** Resolves when everything handed over so far has been applied or has failed. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** What waits in memory: enough to apply it without asking the journal. */
interface Due extends ReceivedItem {
  received_at: number
}

interface Lane {
  queue: Due[]
  running: Promise<void> | null
}

const isRunning = ({ running }: Lane) => running !== null

const queueLimit = 20_000
const lookLimit = 5_000
const batchLimit = 250
/** Waiting in a lane: enough for a transaction of its own. */
const muchWaiting = 50
const lookEveryMs = 1_000
const databasePauseMs = 250

/**
 * Applies what the journal holds. Items of one account go through one lane, in order. While little is waiting the lanes
 * share a batch, and with it the cost of a transaction, which is that of a dozen messages; when much is, they do not wait
 * for each other. Dying at any point is harmless: what is not settled is pending, and the next start finds it.
 *
 * What has just come is taken from memory only while nothing older is left in the journal: after a start, and when more
 * came than fits into memory, everything goes through the journal until this process has caught up with it.
 */
export function startApplying(deps: ApplyDeps, { lanes: laneCount = 2 } = {}): Applying {
  const { db, logger, ingestMetrics } = deps
  const receiving: ReceiveDeps = { ...deps, accountIds: new Map() }
  const lanes = Array.from({ length: laneCount }, (): Lane => ({ queue: [], running: null }))
  const held = new Set<string>()
  const stopping = new AbortController()
  let isBehind = true // at first everything pending is nobody's
  let waiting = 0 // in the journal, counted no further than queueLimit
  let looking: Promise<void> | null = null
  let wanted = 0 // looks that somebody asked for: one that has begun before that is not enough
  let meanwhile: Due[] = [] // came during a look, which may or may not have seen it
  const timer = setInterval(() => look(), lookEveryMs)
  timer.unref()
  look()

  function take(fresh: readonly Due[]) {
    if (!isBehind) return enqueue(fresh)
    // Without a look under way it is left to the next one, which begins after its commit.
    if (looking) meanwhile.push(...fresh)
    else look()
  }

  function enqueue(due: readonly Due[]) {
    for (const item of due) {
      if (held.has(item.inbound_event_id)) continue
      if (held.size >= queueLimit) {
        isBehind = true
        break
      }
      held.add(item.inbound_event_id)
      lanes[laneOf(item, laneCount)]!.queue.push(item)
    }
    startWaiting()
  }

  function startWaiting() {
    if (stopping.signal.aborted) return
    const free = lanes.filter((lane) => !isRunning(lane) && lane.queue.length > 0)
    const isQuiet = !lanes.some(isRunning)
    if (isQuiet && free.every(({ queue }) => queue.length < muchWaiting)) run(free)
    else for (const lane of free) if (isQuiet || lane.queue.length >= muchWaiting) run([lane])
  }

  /** One batch of these lanes, and then whatever waits. */
  function run(together: readonly Lane[]) {
    const batch = together.flatMap(({ queue }) => queue.splice(0, batchLimit))
    if (batch.length === 0) return
    const running = applyBatch(batch).finally(() => {
      for (const lane of together) lane.running = null
      for (const item of batch) held.delete(item.inbound_event_id)
      if (isBehind) look()
      startWaiting()
    })
    for (const lane of together) lane.running = running
  }

  async function applyBatch(batch: readonly Due[]): Promise<void> {
    if (batch.length === 0 || stopping.signal.aborted) return
    const done = ingestMetrics.startBatch(batch.length)
    try {
      const outcomes = await db.transaction(async (tx) => {
        const { outcomes, written } = await receiveFacts(receiving, tx, batch, (outcomes) => settle(tx, outcomes))
        await answers([written, sendCommit(tx)])
        return outcomes
      })
      ingestMetrics.settled(outcomes)
      done(batch.map((item) => item.received_at))
    } catch (error) {
      await recover(batch, error)
    }
  }

  async function recover(batch: readonly Due[], error: unknown): Promise<void> {
    if (isConnectionLost(error)) {
      await pause(databasePauseMs, stopping.signal)
      return applyBatch(batch)
    }
    if (error instanceof AlreadyApplied) {
      const pending = await stillPending(
        db,
        batch.map((item) => item.inbound_event_id),
      ).catch(() => null)
      return applyBatch(pending ? batch.filter((item) => pending.has(item.inbound_event_id)) : batch)
    }
    if (batch.length > 1) {
      // Nobody pays for a neighbour: halves are tried apart until the one that fails stands alone.
      const half = batch.length >> 1
      await applyBatch(batch.slice(0, half))
      return applyBatch(batch.slice(half))
    }
    await fail(batch[0]!, error)
  }

  async function fail(item: Due, error: unknown) {
    const { inbound_event_id, platform, fact } = item
    const { code = null, name = null } = error as { code?: string; name?: string }
    const state = await recordFailure(db, inbound_event_id, error).catch((err: unknown) => {
      logger.error({ err, inbound_event_id }, 'a failure could not be recorded') // the journal has the item as it was
      return 'pending' as const
    })
    ingestMetrics.failed(platform, state)
    logger.error(
      { inbound_event_id, platform, kind: fact.kind, code, name, state },
      'an inbound event could not be applied',
    )
  }

  // One look at a time, and never ahead of what is already in hand: the journal is read in its own order.
  function look() {
    if (looking || stopping.signal.aborted || held.size > lookLimit / 2) return
    const asked = wanted
    looking = readJournal(asked)
      .catch((error: unknown) => {
        if (!isConnectionLost(error)) logger.error({ err: error }, 'the journal could not be read')
      })
      .finally(() => {
        looking = null
        meanwhile = []
        if (wanted > asked) look()
      })
  }

  async function readJournal(asked: number) {
    const all = isBehind
    const rows = await pendingRows(db, { all, limit: lookLimit })
    const sawAll = rows.length < lookLimit
    if (all) waiting = sawAll ? 0 : await countPending(db, queueLimit)
    if (all && sawAll && wanted === asked) isBehind = false
    enqueue(rows.map((row) => dueFrom(row)))
    if (!isBehind) enqueue(meanwhile)
  }

  function dueFrom(row: PendingRow): Due {
    const item = itemOf(deps.platforms.get(row.platform)!, row.raw)
    return {
      inbound_event_id: row.id,
      platform: row.platform,
      account_external_id: row.account_external_id,
      thread: row.thread,
      fact: item?.fact ?? { kind: 'unrecognised', reason: 'nothing_in_it' },
      received_at: row.received_at.getTime(),
    }
  }

  const quiet = async () => {
    await looking
    for (const lane of lanes) await lane.running
  }

  return {
    push(items) {
      const now = Date.now()
      take(
        items.map((item) => ({
          inbound_event_id: item.id,
          platform: item.platform,
          account_external_id: bounded(item.account_external_id ?? ''),
          thread: item.thread,
          fact: item.fact,
          received_at: now,
        })),
      )
    },
    lookAgain() {
      isBehind = true
      wanted++
      look()
    },
    backlog: () => Math.max(held.size, waiting),
    async idle() {
      while (looking || lanes.some(isRunning)) await quiet()
    },
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await quiet()
    },
  }
}

function laneOf({ platform, account_external_id }: Due, count: number): number {
  let hash = platform.length
  for (let i = 0; i < account_external_id.length; i++) hash = (hash * 31 + account_external_id.charCodeAt(i)) | 0
  return Math.abs(hash) % count
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    signal.addEventListener('abort', finish)
  })
}
