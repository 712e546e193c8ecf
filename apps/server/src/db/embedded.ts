import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { PoolSettings } from './database.ts'
import { type Cluster, connectionSettings, describeCluster, plainly, roleName } from './postgres/cluster.ts'
import { createCluster } from './postgres/create-cluster.ts'
import {
  clearStalePidFiles,
  findPostmaster,
  hasEnded,
  killOrphans,
  type Starting,
  spawnPostmaster,
  stopPostmaster,
} from './postgres/postmaster.ts'
import { StartError } from './start-error.ts'

/**
 * The PostgreSQL that comes with Switchboard, as a process of its own in a directory of ours.
 *
 * - Whether it runs is decided by connecting to it, never by a file alone. If it runs it is used, whoever started it;
 *   if it does not, it is started. So no crash, ours or its own, is in the way of the next start.
 * - It belongs to one server at a time: the one whose connection holds an advisory lock in it. The lock ends with that
 *   connection, hence with that server, however it dies.
 * - That same connection notices when the database dies, and brings it back.
 */
export interface Embedded {
  readonly settings: PoolSettings
  /** Tells others who start on the same directory where this server is to be found. */
  announce(address: string): Promise<void>
  /** Stops the database, if it is still ours. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  /** The database has died; it is being brought back. Called once per death, and once per obstacle on the way. */
  onError(error: Error): void
  log(sentence: string): void
  /** Settings of PostgreSQL in place of our own. */
  parameters?: Record<string, string>
}

const parameters = {
  timezone: 'UTC',
  max_connections: '60',
  // Small machines: 128 MB of shared pages are touched only as they fill.
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  io_method: 'sync', // no processes for reading ahead: what we read is in memory
  max_worker_processes: '4',
  max_logical_replication_workers: '0',
  jit: 'off', // compiling costs more than our queries take
  random_page_cost: '1.1',
  // How much may have to be replayed after a crash, against how often pages are written out.
  checkpoint_timeout: '5min',
  max_wal_size: '512MB',
  min_wal_size: '64MB',
  wal_compression: 'pglz',
  client_connection_check_interval: '2s', // what a killed server was waiting for ends with it
  // Its own life only. Statements that fail are reported to whoever sent them, and may hold what people wrote.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_line_prefix: '%m [%p] ',
}

// Any constant: it names our lock among the advisory locks of this database.
const ownerLock = 7_236_817

/** The database is another server's. */
class Taken extends StartError {}

export async function openEmbedded(dir: string, options: EmbeddedOptions): Promise<Embedded> {
  const cluster = describeCluster(dir)
  if (!existsSync(join(cluster.data, 'PG_VERSION'))) {
    options.log('creating the database')
    await createCluster(cluster)
  }
  refuseOtherMajor(cluster)

  const stopping = new AbortController()
  let address = ''
  let holder: pg.Client | null = null // null while the database is dead
  let isOurs = false // false again if another server was faster to revive it
  let healing: Promise<void> = Promise.resolve()

  async function take(): Promise<void> {
    const client = await hold(await reach(cluster, options, stopping.signal))
    if (address) await announce(client, address)
    holder = client
    isOurs = true
    client.once('end', () => {
      holder = null
      if (stopping.signal.aborted) return
      options.onError(new Error('the database has gone away'))
      healing = heal()
    })
  }

  async function heal(): Promise<void> {
    let obstacle = ''
    for (let pause = 50; !stopping.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      try {
        await take()
        return options.log('the database is back')
      } catch (error) {
        if (error instanceof Taken) isOurs = false
        if (stopping.signal.aborted) return
        if ((error as Error).message !== obstacle) options.onError(error as Error)
        obstacle = (error as Error).message
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => {}) // aborted: the loop ends
      }
    }
  }

  await take().catch((error: unknown) => {
    throw plainly(cluster.dir, error) ?? error
  })
  return {
    settings: connectionSettings(cluster, findPostmaster(cluster)?.port),
    async announce(where) {
      address = where
      if (holder) await announce(holder, where).catch(options.onError) // lost meanwhile: said again when it is back
    },
    async close() {
      stopping.abort()
      await healing
      await holder?.end().catch(() => {}) // dead already, and not needed any more
      if (isOurs) await stopPostmaster(cluster)
    },
  }
}

/** Connects to the database of this cluster, starting it where it does not run. */
async function reach(cluster: Cluster, options: EmbeddedOptions, stopping: AbortSignal): Promise<pg.Client> {
  const until = Date.now() + 60_000 // recovery after a crash under load takes seconds; a minute means something is wrong
  let starting: Starting | null = null
  let orphansDieAt = Number.POSITIVE_INFINITY

  while (Date.now() < until) {
    const found = await knock(cluster)
    if (found instanceof pg.Client) return found
    if (stopping.aborted && !starting) throw new Error('the server is closing') // what is starting can be stopped once it is up
    const failure = starting?.failure() ?? null

    if (failure !== null) {
      starting = null
      if (/pre-existing shared memory block/.test(failure)) {
        orphansDieAt = Math.min(orphansDieAt, Date.now() + 500)
        if (Date.now() >= orphansDieAt) killOrphans(cluster)
      } else if (!/lock file .* already exists/.test(failure)) {
        throw refusal(cluster, failure)
      }
      await delay(20)
    } else if (found === 'absent' && !starting && !findPostmaster(cluster)) {
      clearStalePidFiles(cluster)
      starting = spawnPostmaster(cluster, await freePort(cluster), { ...parameters, ...options.parameters })
    }
    await delay(5)
  }
  throw new StartError(`The database in ${cluster.dir} does not answer; its log is ${cluster.log}.`)
}

/** One try. `absent`: nobody listens. `busy`: it is starting, recovering or stopping. */
async function knock(cluster: Cluster): Promise<pg.Client | 'absent' | 'busy'> {
  const port = 'password' in cluster.listen ? (findPostmaster(cluster)?.port ?? 0) : undefined
  if (port === 0) return 'absent'
  const client = new pg.Client({
    ...connectionSettings(cluster, port),
    application_name: serverName(''),
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {}) // always followed by `end`, which is what we listen to
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {}) // it never was a connection
    return judge(cluster, error as NodeJS.ErrnoException)
  }
}

async function judge(cluster: Cluster, error: NodeJS.ErrnoException): Promise<'absent' | 'busy'> {
  const { code = '', message } = error
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent'
  if (code === '28000' || code === '28P01' || code === '3D000') {
    await createRoleAndDatabase(cluster)
    return 'busy'
  }
  if (/^(57P|53300|ECONNRESET|EPIPE)/.test(code) || /Connection terminated|timeout/.test(message)) return 'busy'
  throw plainly(cluster.dir, error) ?? error
}

/** The server's role is not a superuser: what a statement of ours can do ends at its database. */
async function createRoleAndDatabase(cluster: Cluster): Promise<void> {
  const settings = connectionSettings(cluster, findPostmaster(cluster)?.port)
  const client = new pg.Client({ ...settings, user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    const password = 'password' in cluster.listen ? ` password ${client.escapeLiteral(cluster.listen.password)}` : ''
    await unlessThere(client.query(`create role ${roleName} login${password}`))
    await unlessThere(client.query(`create database ${roleName} owner ${roleName}`))
  } finally {
    await client.end()
  }
}

async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating
  } catch (error) {
    // Another server, or this one before a crash, has made it. Two at once meet in the catalogue's unique index.
    if (!['42710', '42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  }
}

/** Takes the lock that says whose database this is. */
async function hold(client: pg.Client): Promise<pg.Client> {
  for (const began = Date.now(); ; await delay(20)) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [ownerLock])
    if (rows[0].mine) return client
    const waited = Date.now() - began
    if (waited < 1_000) continue // a server that is closing lets go within moments
    const holder = await readHolder(client)
    // One that is gone has just let go, or the database, which on a busy machine takes its time, has yet to notice.
    // (Seen from another container every process looks gone: then this takes longer, and ends the same.)
    const isGone = holder === null || hasEnded(holder.pid)
    if (isGone && waited < 15_000) continue
    await client.end()
    const where = holder ? ` (process ${[holder.pid, holder.address].filter(Boolean).join(', ')})` : ''
    throw new Taken(
      `Another server${where} is using this data directory: stop it first, or set DATA_DIR to a directory of its own.`,
    )
  }
}

/** The server that holds the lock, as it has announced itself; null where nobody does any more. */
async function readHolder(client: pg.Client): Promise<{ pid: number; address: string } | null> {
  const { rows } = await client.query(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objid = $1 and granted`,
    [ownerLock],
  )
  const [, pid, address = ''] = /^switchboard (\d+) ?(.*)$/.exec(rows[0]?.name ?? '') ?? []
  return pid ? { pid: Number(pid), address } : null
}

async function announce(client: pg.Client, address: string): Promise<void> {
  await client.query(`select set_config('application_name', $1, false)`, [serverName(address)])
}

function serverName(address: string): string {
  return `switchboard ${process.pid} ${address}`.trim()
}

function refuseOtherMajor({ data, binaries }: Cluster): void {
  const written = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  const ours = binaries.version.split('.')[0]
  if (written === ours) return
  throw new StartError(
    `${data} was written by PostgreSQL ${written} and this release brings ${ours}: docs/running.md says how to carry the data over.`,
  )
}

function refusal(cluster: Cluster, failure: string): StartError {
  const fatal = failure.split('\n').findLast((line) => /FATAL|PANIC/.test(line))
  const reason = fatal?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? failure.split('\n').at(-1)
  return (
    plainly(cluster.dir, failure) ??
    new StartError(`The database in ${cluster.dir} cannot be started (${reason}); its log is ${cluster.log}.`)
  )
}

// Windows only: elsewhere there is a socket and no port.
async function freePort({ listen }: Cluster): Promise<number> {
  if (!('password' in listen)) return 0
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
