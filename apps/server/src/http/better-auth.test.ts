import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { createTestDatabase, type TestDatabase } from '../db/testing.ts'
import { openBetterAuth } from './better-auth.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const open = () =>
  openBetterAuth({
    config: readConfig({ SECRET_KEY: 'a secret of more than thirty-two characters' }),
    pool: database.db.pool,
    logger: pino({ level: 'silent' }),
    newId: () => crypto.randomUUID(),
    onUserChanged: async () => {},
  })

describe('our tables of users and sessions', () => {
  it('[I4] are what this version of better-auth reads and writes', async () => {
    const { explicitSchemaCheck } = await open().$context
    await expect(explicitSchemaCheck!()).resolves.toBeUndefined()
  })

  it('[I4] are looked at by that check', async () => {
    await database.db.pool.query('alter table auth_sessions rename column expires_at to ends_at')
    const { explicitSchemaCheck } = await open().$context
    await expect(explicitSchemaCheck!()).rejects.toThrow(/auth_sessions/)
  })
})
