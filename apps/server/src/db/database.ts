import { AsyncLocalStorage } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, type Transaction } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

/** Part of somebody's transaction. A function that takes one promises to neither commit nor roll back. */
export type Tx = Transaction<Schema>

/**
 * The database. `read` is for queries on their own; inside `transaction` it throws, because it would be another
 * connection that cannot see what the transaction has written and may wait for it for ever.
 */
export interface Db {
  readonly read: Kysely<Schema>
  /** For queries and statements whose SQL is fixed: the driver itself, without a query builder. */
  readonly pool: pg.Pool
  /** Commits when `work` resolves, then wakes the readers of the logs it touched; rolls back when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** One instant of the whole database: every query of `work` sees the same commit. Read only. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

// Counters stay below 2^53 in any life of a server; a string would be a trap in every comparison.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

// Rows are full of times, and the driver's parser is made for every form PostgreSQL knows. Sessions of ours speak UTC, in
// years of four digits: `2026-03-01 11:00:00.123456+00` is almost what the engine reads by itself, ten times as fast.
const readAnyTime = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  /^\d{4}-.*\+00$/.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : readAnyTime(text),
)

/** What a transaction has added to the log of one workspace: everything from the position behind `after` on. */
export interface LogGrowth {
  readonly workspace_id: string
  readonly epoch: string
  readonly after: number
  readonly at: Date
  readonly events: readonly GrownEvent[]
}

export interface GrownEvent {
  readonly id: string
  readonly conversation_id: string | null
  readonly type: string
  /** JSON text, exactly as it was stored. */
  readonly data: string
  readonly audiences: readonly string[]
}

interface Open {
  growths: LogGrowth[]
  client: pg.PoolClient | null
  committing: Promise<pg.QueryResult> | null
}
const open = new AsyncLocalStorage<Open>()

/** Called by the log when it has appended: whoever follows these workspaces is told after the commit, not before. */
export function tellOnCommit(growths: readonly LogGrowth[]): void {
  const transaction = open.getStore()
  if (!transaction) throw new Error('events are appended inside db.transaction only')
  transaction.growths.push(...growths)
}

const clients = new WeakMap<Tx, pg.PoolClient>()

/** A statement whose text never changes, so that each connection parses and plans it once. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/**
 * Sends a statement of a transaction at once, behind those sent before it and without waiting for their answers: on a
 * busy event loop every answer that is waited for costs a turn. They run in the order they were sent; if one fails, so
 * do those behind it, and with them the transaction. Await them with `answers`.
 */
export async function send<Row extends object>(tx: Tx, statement: Statement, values: unknown[]): Promise<Row[]> {
  const { name, text } = statement
  return (await clientOf(tx).query<Row>({ name, text, values })).rows
}

/**
 * Sends the commit behind the last statements, so that they cost one crossing together. For whoever opened the
 * transaction, and the last thing they do in it. Where a statement before it fails, nothing is committed: PostgreSQL
 * rolls back, and the statement's own answer says why.
 */
export async function sendCommit(tx: Tx): Promise<void> {
  const client = clientOf(tx)
  const transaction = open.getStore()!
  transaction.committing = client.query('commit')
  await transaction.committing
}

function clientOf(tx: Tx): pg.PoolClient {
  const client = clients.get(tx)
  if (!client) throw new Error('statements are sent inside db.transaction only')
  holdUntilNextTick(streamOf(client))
  return client
}

const held = new WeakSet<Duplex>()

/** What is sent together leaves in one write, and wakes the database once. */
function holdUntilNextTick(stream: Duplex): void {
  if (held.has(stream)) return
  held.add(stream)
  stream.cork()
  process.nextTick(() => {
    held.delete(stream)
    stream.uncork()
  })
}

function streamOf(client: pg.PoolClient): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream
}

/** What statements that were sent together answer, or why the first of them failed: the others only failed with it. */
export async function answers<T extends readonly unknown[]>(
  sent: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(sent)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as {
    -readonly [K in keyof T]: Awaited<T[K]>
  }
}

export interface PoolSettings {
  connectionString?: string
  host?: string
  port?: number
  user?: string
  password?: string
  database?: string
  max?: number
}

export interface DatabaseHooks {
  /** An idle connection died. The pool has let it go already. */
  onError(error: Error): void
  /** These workspaces' logs have grown, and by what. May be lost; nothing may depend on it but speed. */
  wake(workspaceIds: ReadonlySet<string>, growths: readonly LogGrowth[]): void
}

export function openDatabase(settings: PoolSettings, hooks: DatabaseHooks): Db {
  const pool = new pg.Pool({
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    pipeline: true, // what `send` sends together crosses together
    application_name: 'switchboard',
    // No statement may hold the counters or the pool for long: better one refused request than a stopped server.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 15_000,
    lock_timeout: 10_000,
    ...settings,
  })
  pool.on('error', hooks.onError)
  const connections = new Set<Promise<void>>()
  pool.on('connect', (client) => {
    // Whoever waits for an answer, and the pool, hear of an error in ways of their own; a connection on its way out has
    // neither, and an error without a listener would end the process.
    client.on('error', () => {})
    const ended = new Promise<void>((resolve) => client.once('end', resolve)).then(() => void connections.delete(ended))
    connections.add(ended)
  })
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })

  return {
    get read() {
      if (open.getStore()) throw new Error('a query beside the transaction: use its tx')
      return kysely
    },
    pool,
    async transaction(work) {
      if (open.getStore()) throw new Error('a transaction inside a transaction')
      const transaction: Open = { growths: [], client: null, committing: null }
      const result = await open.run(transaction, () =>
        kysely.transaction().execute((tx) => {
          clients.set(tx, transaction.client!)
          return work(tx)
        }),
      )
      const { growths } = transaction
      if (growths.length > 0) hooks.wake(new Set(growths.map(({ workspace_id }) => workspace_id)), growths)
      return result
    },
    async snapshot(work) {
      if (open.getStore()) throw new Error('a transaction inside a transaction')
      return open.run({ growths: [], client: null, committing: null }, () =>
        kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
      )
    },
    async close() {
      await kysely.destroy()
      if (!pool.ending) await pool.end() // Kysely leaves a pool alone that it has never used
      await Promise.all(connections) // the pool has said goodbye; now the server has heard it
    },
  }
}

/**
 * What Kysely says, in the way that costs least. Statements that begin with a comment `prepared: name` are parsed and
 * planned once per connection: on the hot path planning costs as much as executing. The text must be the same whenever
 * the name is. A transaction begins with its first statement, and where its commit has been sent it is not sent again.
 */
function preparing(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  /** Nobody waits for its answer: on a connection that works it cannot fail, and on another all behind it do. */
  function begin(client: pg.PoolClient) {
    holdUntilNextTick(streamOf(client))
    client.query('begin').catch(() => {})
    return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] })
  }

  function wrap(client: pg.PoolClient): PostgresPoolClient {
    const query = (text: string, values: unknown[]) => {
      if (text === 'begin') return begin(client)
      if (text === 'commit') return open.getStore()?.committing ?? client.query(text)
      const name = /^\s*\/\* prepared: ([\w-]+) \*\//.exec(text)?.[1]
      return name ? client.query({ name, text, values }) : client.query(text, values)
    }
    const { processID = null } = client as { processID?: number | null }
    return {
      processID,
      query,
      release: (destroy?: boolean) => client.release(destroy),
    } as unknown as PostgresPoolClient
  }

  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      const transaction = open.getStore()
      if (transaction) transaction.client = client
      const known = wrapped.get(client) ?? wrap(client)
      wrapped.set(client, known)
      return known
    },
  }
}

/** The connection is gone or the server is not taking any: the statement may succeed later, as it is. */
export function isConnectionLost(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return (
    /^(08|57P|53300|ECONN|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND|EAI_AGAIN)/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message,
    )
  )
}
