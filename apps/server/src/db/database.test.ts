import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, sendCounting } from './database.ts'
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
  it('run in their order and say how many rows they wrote', async () => {
    const counts = await database.db.transaction((tx) =>
      answers([
        sendCounting(
          tx,
          {
            name: 'test-make',
            text: 'create temporary table kept on commit drop as select generate_series(1, 3) as n',
          },
          [],
        ),
        sendCounting(tx, { name: 'test-change', text: 'update kept set n = n + 1 where n > $1' }, [1]),
      ]),
    )
    expect(counts).toEqual([3, 2])
  })
})
