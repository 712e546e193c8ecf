import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrayOf, type ElementType } from './array-of.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client(database.settings)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.close()
})

/** What PostgreSQL understands, as JSON where a driver would give something else. */
async function understood(type: ElementType, values: readonly unknown[]): Promise<unknown[]> {
  const asText = type === 'json' || type === 'jsonb' || type === 'bigint' ? '::text' : ''
  const { rows } = await client.query({
    text: `select value${asText} as value from unnest($1::${type}[]) as value`,
    values: [arrayOf(type, values)],
  })
  return rows.map((row) => row.value)
}

// A NUL is refused by the database itself, in whatever form it comes.
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0'))
const json = fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', ''))
const instant = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })

const cases: [ElementType, fc.Arbitrary<unknown>, (value: never) => unknown][] = [
  ['uuid', fc.uuid(), (value) => value],
  ['text', text, (value: string) => value.toWellFormed()],
  ['bigint', fc.maxSafeInteger(), (value) => String(value)],
  ['integer', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => value],
  ['boolean', fc.boolean(), (value) => value],
  ['timestamptz', instant, (value) => value],
  ['json', json, (value) => value],
]

describe('an array as a parameter', () => {
  it.each(cases)('of %s arrives as it was, nulls included', async (type, element, expected) => {
    const lists = fc.array(fc.option(element), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(lists, async (values) => {
        const wanted = values.map((value) => (value === null ? null : expected(value as never)))
        expect(await understood(type, values)).toEqual(wanted)
      }),
      { numRuns: 40 },
    )
  })

  it('of jsonb is parsed by the database', async () => {
    expect(await understood('jsonb', ['{"b":1,  "a":"ä"}', null, '[]'])).toEqual(['{"a": "ä", "b": 1}', null, '[]'])
  })

  it('may be larger than everything before it, and small again', async () => {
    const large = Array.from({ length: 300 }, (_, i) => `${i} ${'ü"\\'.repeat(5_000)}`)
    expect(await understood('text', large)).toEqual(large)
    expect(await understood('text', ['small'])).toEqual(['small'])
  })

  it('refuses a uuid that is none', () => {
    const good = '0192f0c1-2b3c-7d4e-8f50-617283940a1B'
    expect(() => arrayOf('uuid', [good, good.toUpperCase(), good.replaceAll('-', '')])).not.toThrow()
    for (const bad of ['', 'x', good.slice(1), `${good}0`, good.replace('B', 'g'), good.replace('-', '_')]) {
      expect(() => arrayOf('uuid', [bad])).toThrow('invalid input syntax for type uuid')
    }
  })
})
