import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { LogGrowth } from './database.ts'

/**
 * Tells those who follow a log that it has grown. A wake-up is sent after the commit and may be lost, doubled or late:
 * nothing may depend on it but speed. Within the process it brings what was committed, to others only the news. Nothing
 * here ever throws into its caller.
 */
export interface Wakeups {
  wake(workspaceIds: Iterable<string>, growths?: readonly LogGrowth[]): void
  /** Null: any log may have grown; wake-ups of other processes have been lost. Returns what ends the subscription. */
  subscribe(listener: WakeupListener): () => void
  /** From now on also to and from the other processes on this database, through one connection of its own. */
  connect(settings: pg.ClientConfig): void
  close(): Promise<void>
}

/** Of a workspace without a growth it is only known that there is one. */
export type WakeupListener = (workspaceIds: ReadonlySet<string> | null, growths: readonly LogGrowth[]) => void

export function createWakeups(onError: (error: unknown) => void): Wakeups {
  const listeners = new Set<WakeupListener>()
  let line: Line | null = null

  function tell(workspaceIds: ReadonlySet<string> | null, growths: readonly LogGrowth[] = []) {
    for (const listener of listeners) {
      try {
        listener(workspaceIds, growths)
      } catch (error) {
        onError(error)
      }
    }
  }

  return {
    wake(workspaceIds, growths) {
      const ids = new Set(workspaceIds)
      if (ids.size === 0) return
      tell(ids, growths)
      line?.send(ids)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    connect(settings) {
      line ??= new Line(settings, tell, onError)
    },
    async close() {
      listeners.clear()
      await line?.close()
    },
  }
}

const channel = 'switchboard_wakeups'
/** One NOTIFY for whatever was committed meanwhile: notifying commits queue behind one lock of the whole cluster. */
const BATCH_MS = 20
const CHECK_MS = 15_000
const MAX_PAYLOAD_BYTES = 7_900 // PostgreSQL takes 7999

/** One connection that listens and notifies, and that comes back when it is lost. */
class Line {
  readonly #settings: pg.ClientConfig
  readonly #heard: (workspaceIds: ReadonlySet<string> | null) => void
  readonly #onError: (error: unknown) => void
  readonly #self = randomUUID()
  readonly #closing = new AbortController()
  readonly #staying: Promise<void>
  #client: pg.Client | null = null
  #grown = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(
    settings: pg.ClientConfig,
    heard: (workspaceIds: ReadonlySet<string> | null) => void,
    onError: (error: unknown) => void,
  ) {
    this.#settings = settings
    this.#heard = heard
    this.#onError = onError
    this.#staying = this.#stayConnected()
  }

  send(workspaceIds: ReadonlySet<string>): void {
    if (!this.#client) return // lost: the others look for themselves every few seconds
    for (const id of workspaceIds) this.#grown.add(id)
    this.#timer ??= setTimeout(() => void this.#notify(), BATCH_MS).unref()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    if (this.#timer) clearTimeout(this.#timer)
    await this.#client?.end().catch(() => {}) // it is going either way
    await this.#staying
  }

  async #notify(): Promise<void> {
    const payloads = packIds(this.#self, this.#grown)
    this.#grown = new Set()
    try {
      await this.#client?.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [channel, payloads])
    } catch {
      // Lost, as wake-ups may be; the connection tells of its own death.
    }
    this.#timer = null
    if (this.#grown.size > 0) this.send(new Set())
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#closing
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#serve(() => {
          failures = 0
        })
      } catch (error) {
        if (!signal.aborted) this.#onError(error)
      }
      const wait = Math.min(5_000, 100 * 2 ** failures) * (1 + Math.random())
      await sleep(wait, undefined, { signal, ref: false }).catch(() => {}) // closing
    }
  }

  /** Resolves when the connection has ended, rejects when it could not be made or died. */
  async #serve(onConnected: () => void): Promise<void> {
    const client = new pg.Client({
      ...this.#settings,
      application_name: 'switchboard wake-ups',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    })
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    client.on('error', reject)
    client.on('end', resolve)
    client.on('notification', ({ payload = '' }) => this.#hear(payload))
    ended.catch(() => {}) // awaited below, once connected
    let check: NodeJS.Timeout | undefined
    try {
      await client.connect()
      // A wake-up is not worth a flush to the disk.
      await client.query(`set synchronous_commit = off; listen ${channel}`)
      if (this.#closing.signal.aborted) return
      this.#client = client
      onConnected()
      this.#heard(null)
      check = setInterval(() => void client.query('select').catch(reject), CHECK_MS).unref()
      await ended
    } finally {
      clearInterval(check)
      this.#client = null
      client.end().catch(() => {}) // it is gone already
    }
  }

  #hear(payload: string): void {
    const [sender, ...ids] = payload.split(' ')
    if (sender !== this.#self && ids.length > 0) this.#heard(new Set(ids))
  }
}

/** As many payloads as it takes: who says it, then the ids. */
function packIds(sender: string, ids: Iterable<string>): string[] {
  const payloads: string[] = []
  let payload = sender
  for (const id of ids) {
    if (payload.length + 1 + id.length > MAX_PAYLOAD_BYTES) {
      payloads.push(payload)
      payload = sender
    }
    payload += ` ${id}`
  }
  payloads.push(payload)
  return payloads
}
