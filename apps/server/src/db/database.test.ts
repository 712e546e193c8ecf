import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, send, sendCommit } from './database.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

describe('a time that is read', () => {
  it.each([
    ['2026-03-01 11:00:00+00', '2026-03-01T11:00:00.000Z'],
    ['2026-03-01 11:00:00.5+00', '2026-03-01T11:00:00.500Z'],
    ['2026-03-01 11:00:00.123999+00', '2026-03-01T11:00:00.123Z'],
    ['2026-03-01 11:00:00+05:30', '2026-03-01T05:30:00.000Z'],
    ['0099-12-31 23:59:59.999+00', '0099-12-31T23:59:59.999Z'],
    ['12026-03-01 11:00:00+00', '+012026-03-01T11:00:00.000Z'],
  ])('is what was written: %s', async (written, read) => {
    const { rows } = await database.db.pool.query<{ at: Date }>('select $1::timestamptz as at', [written])
    expect(rows[0]!.at.toISOString()).toBe(read)
  })

  it('may lie in a session of another zone', async () => {
    const client = await database.db.pool.connect()
    await client.query("set time zone 'Asia/Kolkata'")
    const { rows } = await client.query<{ at: Date }>("select '2026-03-01 11:00:00.25+00'::timestamptz as at")
    client.release(true)
    expect(rows[0]!.at.toISOString()).toBe('2026-03-01T11:00:00.250Z')
  })

  it('may be none at all', async () => {
    const { rows } = await database.db.pool.query("select 'infinity'::timestamptz as never")
    expect(rows[0].never).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('statements that are sent together', () => {
  it('run in their order', async () => {
    const [, rows] = await database.db.transaction((tx) =>
      answers([
        send(tx, { name: 'test-make', text: 'create temporary table kept on commit drop as select 1 as n' }, []),
        send(tx, { name: 'test-change', text: 'update kept set n = n + $1 returning n' }, [2]),
      ]),
    )
    expect(rows).toEqual([{ n: 3 }])
  })
})

describe('a commit that is sent behind the last statements', () => {
  const insert = { name: 'test-insert', text: 'insert into workspaces (id, name) values ($1, $2)' }
  const fail = { name: 'test-fail', text: 'select 1 / $1::int' }
  const names = async () => {
    const { rows } = await database.db.pool.query<{ name: string }>('select name from workspaces')
    return rows.map(({ name }) => name)
  }

  it('commits them', async () => {
    await database.db.transaction((tx) => answers([send(tx, insert, [randomUUID(), 'kept']), sendCommit(tx)]))
    expect(await names()).toContain('kept')
  })

  it('commits nothing where one of them fails, and the caller hears why', async () => {
    const failing = database.db.transaction((tx) =>
      answers([send(tx, insert, [randomUUID(), 'lost']), send(tx, fail, [0]), sendCommit(tx)]),
    )
    await expect(failing).rejects.toThrow('division by zero')
    expect(await names()).not.toContain('lost')
    // and the connection is as good as before
    await database.db.transaction((tx) => send(tx, insert, [randomUUID(), 'next']))
    expect(await names()).toContain('next')
  })
})
