import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { StartError } from './start-error.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  number: number
  name: string
  checksum: string
}

export const migrationsDir = join(import.meta.dirname, '../../migrations')

// Any constant: it names this lock among the advisory locks of the database.
const migrationLock = 7_236_818

/** The numbered SQL files, in order. Line endings do not count, because a checkout may change them. */
export function readMigrations(dir = migrationsDir): Migration[] {
  return readdirSync(dir)
    .filter((file) => /^\d{4}-[\w-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { number: Number(file.slice(0, 4)), name: file.slice(0, -'.sql'.length), sql, checksum }
    })
}

/**
 * Brings the database to the newest version, forward only, each migration in a transaction of its own. Several servers
 * may do this at once: one works, the others wait and find it done. One query where there is nothing to do.
 *
 * @returns the names of what was applied
 */
export async function migrate(client: pg.ClientBase, migrations = readMigrations()): Promise<string[]> {
  if (waiting(migrations, await readApplied(client)).length === 0) return []

  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`)
    const due = waiting(migrations, await readApplied(client))
    for (const migration of due) await apply(client, migration)
    return due.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

/** What is still to be applied; refuses where what was applied is not what these files say. */
function waiting(migrations: Migration[], applied: Applied[]): Migration[] {
  const files = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const { number, name, checksum } of applied) {
    const file = files.get(number)
    if (!file) {
      throw new StartError(
        `The database is newer than this release (it has migration ${name}): install the newer release, or restore a backup made before it.`,
      )
    }
    if (file.checksum !== checksum) {
      throw new StartError(
        `Migration ${file.name} is not the one that this database was made with (${name}): put the released file back, or use another database.`,
      )
    }
  }
  const done = new Set(applied.map(({ number }) => number))
  const due = migrations.filter(({ number }) => !done.has(number))
  const newest = Math.max(0, ...done)
  const late = due.find(({ number }) => number < newest)
  if (late) {
    throw new StartError(
      `Migration ${late.name} comes before one that this database has already: give it a number after ${newest}.`,
    )
  }
  return due
}

async function readApplied(client: pg.ClientBase): Promise<Applied[]> {
  try {
    const { rows } = await client.query<Applied>('select number, name, checksum from schema_migrations order by number')
    return rows
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return [] // a new database
    throw error
  }
}

async function apply(client: pg.ClientBase, { number, name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [
      number,
      name,
      checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new StartError(`Migration ${name} failed and was rolled back: ${(error as Error).message}.`, { cause: error })
  }
}
