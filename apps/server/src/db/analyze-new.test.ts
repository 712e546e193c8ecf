import { expect, it, onTestFinished } from 'vitest'
import { analyzeNew } from './analyze-new.ts'
import { createTestDatabase } from './testing.ts'

it('[S25] has the planner look at a table that has grown without it, once', async () => {
  const database = await createTestDatabase()
  onTestFinished(() => database.close())
  const { db } = database
  expect(await analyzeNew(db.read)).toEqual([])
  await db.pool.query('alter table contacts set (autovacuum_enabled = off)')
  await db.pool.query(`
    with home as (
      insert into workspaces (id, name) values (gen_random_uuid(), 'Home') returning id
    )
    insert into contacts (id, workspace_id, name, created_at)
    select gen_random_uuid(), home.id, repeat('x', 100) || n, now() from home, generate_series(1, 8000) n`)
  expect(await analyzeNew(db.read)).toEqual(['contacts'])
  expect(await analyzeNew(db.read)).toEqual([])
})
