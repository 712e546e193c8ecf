import type { Db } from '../db/database.ts'
import type { Applying } from './apply.ts'
import { countPending } from './journal.ts'

interface Deps {
  db: Db
  logger: { error(details: object, words: string): void }
  /** How many waiting items are as good as any higher number. */
  backlogLimit: number
}

const countEveryMs = 1_000

/**
 * For a process that takes webhooks in and leaves applying them to others: what has just been committed is marked as
 * nobody's, so that a worker finds it at its next look instead of after this process has had its chance.
 */
export function handOver({ db, logger, backlogLimit }: Deps): Applying {
  let backlog = 0
  let handing: Promise<unknown> = Promise.resolve()
  const onError = (err: unknown) => logger.error({ err }, 'items could not be handed over; workers find them later')
  const timer = setInterval(() => {
    countPending(db, backlogLimit).then((count) => {
      backlog = count
    }, onError)
  }, countEveryMs).unref()

  return {
    push(items) {
      const ids = items.map(({ id }) => id)
      handing = db.pool
        .query('update inbound_pending set next_attempt_at = now() where inbound_event_id = any($1::uuid[])', [ids])
        .catch(onError)
    },
    lookAgain() {}, // whoever applies looks every second
    backlog: () => backlog,
    async idle() {
      await handing
    },
    async stop() {
      clearInterval(timer)
      await handing
    },
  }
}
