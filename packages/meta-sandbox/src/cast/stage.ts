import type { Ids } from '../ids.ts'
import type { MediaShelf } from '../media/shelf.ts'
import type { Update } from '../wire/update.ts'

/** What people and accounts need of the platform that they are on. */
export interface Stage {
  ids: Ids
  media: MediaShelf
  now(): number
  /** Resolves when the receiver has acknowledged it; rejects with `NotDelivered` when it never will. */
  tell(update: Update): Promise<void>
}

export interface TellOptions {
  /** False: do not wait for the acknowledgement, resolve as soon as the webhook is on its way. */
  wait?: boolean | undefined
  /** When it happened, milliseconds since 1970; now when missing. The past is fine: webhooks come late. */
  at?: number | undefined
}

/** What has been done, and when the receiver knows of it. */
export interface Told {
  /** The platform's ids: one for each webhook that it took. */
  ids: string[]
  /** Resolves when all are acknowledged; rejects with `NotDelivered` when one never will be. */
  acknowledged: Promise<void>
}

export function tellAll(stage: Stage, updates: readonly Update[]): Told {
  const ids = updates.map((update) => update.messageId)
  const acknowledged = Promise.all(updates.map((update) => stage.tell(update))).then(() => {})
  // Whoever does not wait does not ask how it ended either; the delivery log knows.
  acknowledged.catch(() => {})
  return { ids, acknowledged }
}

export async function waited({ ids, acknowledged }: Told, { wait = true }: TellOptions): Promise<string[]> {
  if (wait) await acknowledged
  return ids
}
