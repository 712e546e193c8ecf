import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'

/**
 * A server as it must not be: it answers 200 as soon as it has read a webhook, and stores it afterwards. What waits in
 * its memory when it is killed has been acknowledged and is gone. It has the same PostgreSQL and the same batches as
 * the real one, so that the order of those two steps is all that differs.
 */
const { PORT, PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env

const pool = new pg.Pool({
  ...(PGHOST && { host: PGHOST }),
  port: Number(PGPORT),
  ...(PGUSER && { user: PGUSER }),
  ...(PGDATABASE && { database: PGDATABASE }),
})
await pool.query(
  'create table if not exists acknowledged_first (body_hash text primary key, at timestamptz default now())',
)

let waiting: string[] = []
let isStoring = false

async function store(): Promise<void> {
  isStoring = true
  while (waiting.length > 0) {
    const batch = waiting
    waiting = []
    await pool.query('insert into acknowledged_first select unnest($1::text[]) on conflict do nothing', [batch])
  }
  isStoring = false
}

const server = createServer((request, response) => {
  const hash = createHash('sha256')
  request.on('data', (chunk: Buffer) => hash.update(chunk))
  request.on('end', () => {
    response.end('OK')
    if (request.method !== 'POST') return
    waiting.push(hash.digest('hex'))
    if (!isStoring) void store()
  })
})
server.listen(Number(PORT), '127.0.0.1')

// Whoever started it holds the other end, and may die.
process.stdin.resume().once('end', () => process.exit())
