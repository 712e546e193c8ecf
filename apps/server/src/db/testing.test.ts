import { expect, it } from 'vitest'
import { createTestDatabase } from './testing.ts'

it('gives every test file a migrated database of its own', async () => {
  await using one = await createTestDatabase()
  await using other = await createTestDatabase()
  await one.db.pool.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'one')`)

  expect(await one.db.read.selectFrom('workspaces').select('name').execute()).toEqual([{ name: 'one' }])
  expect(await other.db.read.selectFrom('workspaces').select('name').execute()).toEqual([])
})
