import { analyzeNew } from './db/analyze-new.ts'
import type { Db } from './db/database.ts'
import { dropRemovedLabels } from './domain/conversations/index.ts'
import { eraseFromLog } from './domain/messages/index.ts'
import { trimJournal } from './ingest/trim-journal.ts'

interface Deps {
  db: Db
  now(): Date
  onError(error: unknown): void
}

const minute_ms = 60_000

/**
 * What has to be done now and then and may be done twice: every process may try, and each step is its own transaction.
 * At once only what a server that does not live for a minute would never come to. Resolves `stop` when the round in hand
 * has finished.
 */
export function startUpkeep(deps: Deps): () => Promise<void> {
  let stopped = false
  let round: Promise<void> | null = null
  function begin(work: () => Promise<unknown>) {
    round ??= work()
      .then(() => {}, deps.onError)
      .finally(() => {
        round = null
      })
  }
  begin(() => analyzeNew(deps.db.read, () => stopped))
  const timer = setInterval(() => begin(() => upkeep(deps, () => stopped)), minute_ms)
  timer.unref()

  return async () => {
    stopped = true
    clearInterval(timer)
    await round
  }
}

async function upkeep({ db, now }: Deps, stopped: () => boolean): Promise<void> {
  while (!stopped() && (await eraseFromLog(db)) > 0);
  while (!stopped() && (await dropRemovedLabels(db)) > 0);
  while (!stopped() && (await trimJournal(db, now())) > 0);
}
