import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '@switchboard/meta-sandbox/wire'
import pg from 'pg'

/**
 * A reader as it must not be: it follows a plain sequence (`id > cursor`). Numbers of a sequence are given out before
 * the commit, so a transaction that takes longer becomes visible behind a cursor that has passed it already. Resolves
 * with how many rows were written and how many of them the reader never saw.
 */
export async function runNaiveReader(
  settings: pg.PoolConfig,
  random: Random,
  { writers = 12, rowsPerWriter = 60 } = {},
): Promise<{ written: number; missed: number }> {
  const pool = new pg.Pool({ ...settings, max: writers + 1 })
  await pool.query('create table naive_log (id bigserial primary key)')
  let isWriting = true
  let seen = 0
  let cursor = 0

  async function read(): Promise<void> {
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting
      const { rows } = await pool.query<{ id: string }>('select id from naive_log where id > $1 order by id', [cursor])
      seen += rows.length
      cursor = Number(rows.at(-1)?.id ?? cursor)
      await delay(1)
    }
  }

  async function write(): Promise<void> {
    for (let n = 0; n < rowsPerWriter; n++) {
      const client = await pool.connect()
      await client.query('begin')
      await client.query('insert into naive_log default values')
      await delay(random.between(0, 4))
      await client.query('commit')
      client.release()
    }
  }

  const reading = read()
  await Promise.all(Array.from({ length: writers }, write))
  isWriting = false
  await reading
  await pool.end()
  const written = writers * rowsPerWriter
  return { written, missed: written - seen }
}
