import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate, readMigrations } from './migrate.ts'
import { createTestDatabase } from './testing.ts'

/** A folder of migrations, and a connection to a database that has seen none of them. */
async function setUp(files: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), 'migrations-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const write = (name: string, sql: string) => writeFileSync(join(dir, name), sql)
  for (const [name, sql] of Object.entries(files)) write(name, sql)

  const database = await createTestDatabase()
  onTestFinished(() => database.close())
  // The test database has our own migrations: these look only at a schema of their own.
  const connect = async () => {
    const client = new pg.Client({ ...database.settings, options: '-c search_path=fresh' })
    await client.connect()
    onTestFinished(() => client.end())
    return client
  }
  const client = await connect()
  await client.query('create schema fresh')
  return { client, connect, write, read: () => readMigrations(dir) }
}

async function tables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(`select tablename as name from pg_tables where schemaname = 'fresh' order by 1`)
  return rows.map(({ name }) => name as string)
}

describe('migrations', () => {
  it('[S14] are applied in order, once', async () => {
    const { client, read } = await setUp({
      '0002-b.sql': 'alter table a add column b int',
      '0001-a.sql': 'create table a ()',
    })

    expect(await migrate(client, read())).toEqual(['0001-a', '0002-b'])
    expect(await migrate(client, read())).toEqual([])
  })

  it('[S14] are applied once, however many servers start at once', async () => {
    const { connect, read } = await setUp({ '0001-a.sql': 'create table a (); select pg_sleep(0.05)' })
    const clients = await Promise.all(Array.from({ length: 6 }, connect))

    const applied = await Promise.all(clients.map((client) => migrate(client, read())))

    expect(applied.flat()).toEqual(['0001-a'])
  })

  it('[S16] leave nothing behind when they fail, and what came before them stays', async () => {
    const { client, read } = await setUp({
      '0001-a.sql': 'create table a ()',
      '0002-b.sql': 'create table b (); select 1/0',
    })

    await expect(migrate(client, read())).rejects.toThrow(
      'Migration 0002-b failed and was rolled back: division by zero.',
    )

    expect(await tables(client)).toEqual(['a', 'schema_migrations'])
  })

  it('[S15] refuse a database that is newer than the release', async () => {
    const { client, read } = await setUp({ '0001-a.sql': 'create table a ()', '0002-b.sql': 'create table b ()' })
    await migrate(client, read())

    await expect(migrate(client, read().slice(0, 1))).rejects.toThrow(
      'The database is newer than this release (it has migration 0002-b): install the newer release, or restore a backup made before it.',
    )
  })

  it('[S15] refuse a file that has changed since it was applied', async () => {
    const { client, read, write } = await setUp({ '0001-a.sql': 'create table a ()' })
    await migrate(client, read())
    write('0001-a.sql', 'create table a (id int)')

    await expect(migrate(client, read())).rejects.toThrow(
      'Migration 0001-a is not the one that this database was made with (0001-a): put the released file back, or use another database.',
    )
  })

  it('[S15] do not mind the line endings of a checkout', async () => {
    const { client, read, write } = await setUp({ '0001-a.sql': '-- a\ncreate table a ()\n' })
    await migrate(client, read())
    write('0001-a.sql', '-- a\r\ncreate table a ()\r\n')

    expect(await migrate(client, read())).toEqual([])
  })

  it('[S15] refuse a file that comes before one that was applied', async () => {
    const { client, read, write } = await setUp({ '0002-b.sql': 'create table b ()' })
    await migrate(client, read())
    write('0001-a.sql', 'create table a ()')

    await expect(migrate(client, read())).rejects.toThrow(
      'Migration 0001-a comes before one that this database has already: give it a number after 2.',
    )
  })
})
