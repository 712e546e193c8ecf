import pg from 'pg'
import { connectOrRefuse } from './connect-or-refuse.ts'
import { type DatabaseHooks, type Db, openDatabase, type PoolSettings } from './database.ts'
import { type Embedded, openEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

export type StorageConfig = { kind: 'embedded'; dir: string } | { kind: 'external'; url: string }

export interface StorageHooks extends DatabaseHooks {
  /** What happens while starting, one sentence at a time. */
  log(sentence: string): void
}

export interface Storage {
  readonly db: Db
  readonly kind: StorageConfig['kind']
  /** For people and logs: what it is and where, without a password. */
  readonly description: string
  /** Tells others who start on the same data directory where this server is to be found. */
  announce(address: string): Promise<void>
  /** Closes the connections and stops the database, if it is ours to stop. */
  close(): Promise<void>
}

/**
 * A migrated database, ready for use: the embedded one, attached to or started, or the one at a URL. Whatever is in
 * the way is thrown as a StartError, whose message says what to do.
 */
export async function openStorage(config: StorageConfig, hooks: StorageHooks): Promise<Storage> {
  if (config.kind === 'external') return openExternal(config.url, hooks)
  const embedded = await openEmbedded(config.dir, hooks)
  try {
    return await openOn(embedded.settings, hooks, `PostgreSQL in ${config.dir}`, embedded)
  } catch (error) {
    await embedded.close()
    throw error
  }
}

async function openExternal(url: string, hooks: StorageHooks): Promise<Storage> {
  return openOn({ connectionString: url }, hooks, describeUrl(url), null)
}

async function openOn(
  settings: PoolSettings,
  hooks: StorageHooks,
  description: string,
  embedded: Embedded | null,
): Promise<Storage> {
  const client = new pg.Client({
    ...settings,
    application_name: 'switchboard migrations',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', hooks.onError)
  try {
    await connectOrRefuse(client, description)
    const applied = await migrate(client)
    if (applied.length > 0) hooks.log(`migrated the database: ${applied.join(', ')}`)
  } finally {
    await client.end().catch(() => {}) // it may never have been connected
  }

  const db = openDatabase(settings, hooks)
  return {
    db,
    kind: embedded ? 'embedded' : 'external',
    description,
    announce: async (address) => embedded?.announce(address),
    async close() {
      await db.close()
      await embedded?.close()
    },
  }
}

function describeUrl(url: string): string {
  const { host, port, database } = new pg.Client({ connectionString: url })
  return host.startsWith('/')
    ? `PostgreSQL database ${database} in ${host}`
    : `PostgreSQL database ${database} at ${host}:${port}`
}
