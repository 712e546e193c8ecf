import type { Platform } from '../wire/update.ts'

export type DeliveryState =
  /** Behind others of its lane, held by a fault, or on its way. */
  | 'waiting'
  /** Not answered with 200 yet, will be tried again. */
  | 'retrying'
  | 'acknowledged'
  /** Given up. */
  | 'failed'
  /** Nobody has subscribed to it. */
  | 'unsubscribed'

/** One request, however often it was tried. Bodies are not in it. */
export interface DeliveryRecord {
  id: string
  platform: Platform
  state: DeliveryState
  kinds: string[]
  message_ids: string[]
  duplicate_of: string | null
  replay_of: string | null
  body_bytes: number
  created_at: string
  attempts: AttemptRecord[]
}

export interface AttemptRecord {
  at: string
  /** Null when there was no answer. */
  status: number | null
  error: string | null
  latency_ms: number
}

/** The newest deliveries. Older ones are forgotten, so a sandbox can run for days. */
export class DeliveryLog {
  readonly #records = new Map<string, DeliveryRecord>()
  readonly #capacity: number
  #count = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  nextId(): string {
    this.#count += 1
    return `d-${this.#count}`
  }

  /** Keeps the record itself: what happens to it later shows here. Returns the id of the one it pushed out. */
  keep(record: DeliveryRecord): string | undefined {
    this.#records.set(record.id, record)
    if (this.#records.size <= this.#capacity) return undefined
    const oldest = this.#records.keys().next().value!
    this.#records.delete(oldest)
    return oldest
  }

  find(id: string): DeliveryRecord | undefined {
    return this.#records.get(id)
  }

  /** Newest first. */
  list(limit = this.#capacity): DeliveryRecord[] {
    return [...this.#records.values()].slice(-limit).reverse()
  }

  clear(): void {
    this.#records.clear()
  }
}

export function newRecord(
  id: string,
  platform: Platform,
  kinds: string[],
  messageIds: string[],
  bodyBytes: number,
  now: number,
): DeliveryRecord {
  return {
    id,
    platform,
    state: 'waiting',
    kinds,
    message_ids: messageIds,
    duplicate_of: null,
    replay_of: null,
    body_bytes: bodyBytes,
    created_at: new Date(now).toISOString(),
    attempts: [],
  }
}
