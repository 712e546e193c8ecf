import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestDatabase } from './db/testing.ts'

it('[S24] a restored log goes on under a new epoch', async () => {
  await using database = await createTestDatabase()
  const epochs = () => database.db.read.selectFrom('workspaces').select('epoch').execute()
  await database.db.pool.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'one')`)
  const before = await epochs()

  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'restored.ts')], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32) },
  })

  expect(stdout).toBe('New epochs: 1. Clients start again from a snapshot.\n')
  expect(status).toBe(0)
  expect(await epochs()).not.toEqual(before)
})
