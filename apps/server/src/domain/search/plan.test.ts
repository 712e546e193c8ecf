import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Schema } from '../../db/schema.ts'
import { createTestDatabase, type TestDatabase } from '../../db/testing.ts'
import { findContacts } from './find-contacts.ts'
import { findMessages } from './find-messages.ts'
import { readQuery } from './read-query.ts'

/**
 * Whether the indexes are used is seen from what PostgreSQL read: 60,000 messages on 60 small shelves and 20,000 people,
 * so that reading a table from end to end is as dear as it really is.
 */
let database: TestDatabase
const workspaceId = '01900000-0000-7000-8000-000000000001'
const accountId = '01900000-0000-7000-8000-000000000002'
beforeAll(async () => {
  database = await createTestDatabase()
  // Whoever vacuums belongs to nobody who could ask them to leave when the database is dropped.
  for (const table of ['message_words', 'contacts', 'conversations', 'search_shelves'])
    await database.db.pool.query(`alter table ${table} set (autovacuum_enabled = false)`)
  await database.db.pool.query(`
    insert into workspaces (id, name) values ('${workspaceId}', 'large');
    insert into accounts (id, workspace_id, platform, external_id, name) values ('${accountId}', '${workspaceId}', 'whatsapp', '1', 'a');
    insert into search_shelves (workspace_id, is_live, is_open, size, oldest, newest)
    select '${workspaceId}', true, false, 1000, '2026-01-01'::timestamptz + n * interval '1 day', '2026-01-01'::timestamptz + n * interval '1 day' + interval '999 minutes'
    from generate_series(1, 60) n;
    insert into message_words (message_id, conversation_id, account_id, sent_at, shelf, words)
    select gen_random_uuid(), gen_random_uuid(), '${accountId}', s.oldest + n * interval '1 minute', s.name,
      ' hello ' || case when n % 2 = 0 then 'common ' else '' end || 'word' || n || ' number' || (s.id * 1000 + n) || ' @w '
    from search_shelves s cross join generate_series(0, 999) n;
    insert into contacts (id, workspace_id, name, created_at)
    select gen_random_uuid(), '${workspaceId}', 'Person ' || md5(n::text), now() from generate_series(1, 20000) n;
    insert into conversations (id, workspace_id, platform, kind, account_id, contact_id, sort_at)
    select gen_random_uuid(), '${workspaceId}', 'whatsapp', 'customer', '${accountId}', id, created_at from contacts;
    select gin_clean_pending_list('message_words_words');
    analyze message_words, contacts, conversations, search_shelves`)
})
afterAll(() => database.close())

/** What some work reads of a table: rows from end to end, and rows that an index leads to. */
async function readingOf(tx: Kysely<Schema>, table: string, work: () => Promise<void>) {
  const count = async () => {
    const { rows } = await sql<{ scanned: number; fetched: number }>`
      select pg_stat_get_xact_tuples_returned(${table}::regclass) as scanned,
        pg_stat_get_xact_tuples_fetched(${table}::regclass) as fetched`.execute(tx)
    return rows[0]!
  }
  const before = await count()
  await work()
  const after = await count()
  return { scanned: after.scanned - before.scanned, fetched: after.fetched - before.fetched }
}

const find =
  (q: string, limit = 20) =>
  (db: Kysely<Schema>) =>
    findMessages(db, {
      workspaceId,
      accountIds: [accountId],
      wanted: readQuery(q),
      conversationIds: null,
      before: null,
      limit,
      patience_ms: Number.POSITIVE_INFINITY, // what is read is to be seen, and not how fast
    })

describe('a search', () => {
  it.each([
    ['a rare word', 'number31007 ', 1, 100],
    ['a word that is nowhere', 'nothing ', 0, 100],
    ['a word in every other message', 'common ', 20, 1_500],
    ['the beginning of a word', 'numb', 20, 3_000],
    ['two words', 'common word500 ', 20, 200],
    ['a phrase', '"common word500"', 20, 200],
  ])('[F10] for %s reads no table from end to end', async (_what, q, many, most) => {
    await database.db.snapshot(async (tx) => {
      const read = await readingOf(tx, 'message_words', async () => {
        expect((await find(q)(tx)).places).toHaveLength(many)
      })
      expect(read.scanned).toBe(0)
      expect(read.fetched).toBeLessThanOrEqual(most)
    })
  })

  it.each([
    ['nobody has', 'ce4a33e84e5b09', 0, 1_100],
    ['everybody has', 'erso', 20, 1_100],
  ])('[F10] for a part of a name that %s reads no table from end to end', async (_what, part, many, most) => {
    await database.db.snapshot(async (tx) => {
      const read = await readingOf(tx, 'contacts', async () => {
        const found = await findContacts(tx, { accountIds: [accountId], workspaceId, part, is: [], limit: 20 })
        expect(found).toHaveLength(many)
      })
      expect(read.scanned).toBe(0)
      expect(read.fetched).toBeLessThanOrEqual(most)
    })
  })
})
