import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type DatabaseHooks, type Db, openDatabase, type PoolSettings } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { describeCluster, roleName } from './postgres/cluster.ts'
import { stopPostmaster } from './postgres/postmaster.ts'

/** A migrated, empty database of its own. `await using` drops it. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Db
  /** For a second pool or a client of one's own. */
  readonly settings: PoolSettings
  /** For a server started as a process, as its DATABASE_URL. */
  readonly url: string
  close(): Promise<void>
}

/** What the start of a test run tells its workers. `run` begins the name of each of its databases. */
interface Shared {
  readonly url: string
  readonly run: string
}
const variable = 'SWITCHBOARD_TEST_DATABASE'

/** Clones the migrated template. Take one per test file, and one workspace per test. */
export async function createTestDatabase(hooks: Partial<DatabaseHooks> = {}): Promise<TestDatabase> {
  const shared = process.env[variable]
  if (!shared) throw new Error('test databases exist in a test run only: see startTestPostgres')
  const { url, run } = JSON.parse(shared) as Shared
  const name = `${run}_${randomBytes(6).toString('hex')}`
  await on(url, (client) => client.query(`create database ${name} template ${run}_template strategy file_copy`))

  const settings = { connectionString: withDatabase(url, name) }
  // A pool that ends does not wait for its connections, and dropping the database takes the last of them down.
  let isClosing = false
  const onError = (error: Error) => {
    if (!isClosing) (hooks.onError ?? fail)(error)
  }
  const db = openDatabase(settings, { wake() {}, ...hooks, onError })
  async function close() {
    isClosing = true
    await db.close()
    await on(url, (client) => dropDatabase(client, name))
  }
  return { db, settings, url: settings.connectionString, close, [Symbol.asyncDispose]: close }
}

/**
 * One PostgreSQL for a whole test run: the one at DATABASE_URL, whose user must be allowed to create databases, or an
 * embedded one that is thrown away with the run. Returns what ends it.
 */
export async function startTestPostgres(): Promise<() => Promise<void>> {
  if (process.env[variable]) return async () => {} // the projects of one run share it: whoever came first ends it
  const { url, stop } = process.env.DATABASE_URL
    ? { url: process.env.DATABASE_URL, stop: async () => {} }
    : await startThrowaway()
  await dropDatabases(url, isForgotten)
  const run = `switchboard_test_${secondsNow().toString(36)}_${randomBytes(3).toString('hex')}`
  await on(url, (client) => client.query(`create database ${run}_template`))
  await on(withDatabase(url, `${run}_template`), migrate)
  process.env[variable] = JSON.stringify({ url, run } satisfies Shared)
  return async () => {
    await dropDatabases(url, (name) => name.startsWith(run))
    await stop()
  }
}

const prefix = 'switchboard-test-'

async function startThrowaway() {
  await removeForgotten()
  const dir = mkdtempSync(join(tmpdir(), prefix))
  writeFileSync(join(dir, 'pid'), String(process.pid))
  const parameters = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }
  const embedded = await openEmbedded(join(dir, 'postgres'), { onError: fail, log() {}, parameters })
  const url = `postgres://postgres@/postgres?host=${encodeURIComponent(embedded.settings.host!)}`
  await on(url, (client) => client.query(`alter role ${roleName} createdb`))
  return {
    url: url.replace('postgres@/postgres', `${roleName}@/${roleName}`),
    async stop() {
      await embedded.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** What a killed run left behind: its PostgreSQL outlives it. */
async function removeForgotten(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const dir = join(tmpdir(), name)
    if (isRunning(dir)) continue
    await stopPostmaster(describeCluster(join(dir, 'postgres')))
    rmSync(dir, { recursive: true, force: true })
  }
}

function isRunning(dir: string): boolean {
  try {
    process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 0)
    return true
  } catch (error) {
    // No pid file yet: it is being made at this moment.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

// A run whose name says that it began hours ago was killed before it could clean up.
function isForgotten(name: string): boolean {
  const began = /^switchboard_test_([a-z0-9]+)_/.exec(name)?.[1]
  return began !== undefined && secondsNow() - Number.parseInt(began, 36) > 2 * 3600
}

async function dropDatabases(url: string, matches: (name: string) => boolean): Promise<void> {
  await on(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
    for (const { name } of rows.filter((row) => matches(row.name))) {
      await dropDatabase(client, name)
    }
  })
}

/** By force, because a connection may be on its way out; who is vacuuming may not be forced, but leaves when asked. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`drop database if exists ${name} with (force)`)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    await client.query(`drop database if exists ${name}`)
  }
}

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000)
}

function fail(error: Error): never {
  throw error
}
