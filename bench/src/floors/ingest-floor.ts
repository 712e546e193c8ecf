import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import pg from 'pg'
import { servePart } from '../parts/serve-part.ts'
import { orderedId } from './ordered-id.ts'

/**
 * The least that taking in a webhook can cost: the same HTTP stack, the signature over the raw bytes, and one row of the
 * same kind in the same database, committed before the answer and together with those that came meanwhile. The body is
 * not even parsed.
 */
export type IngestFloor = typeof operations

const table = 'floor_inbound_events'
const lanes = 2
const most = 500

const operations = {
  async start({ database, secret }: { database: pg.PoolConfig; secret: string }): Promise<number> {
    const pool = new pg.Pool({ ...database, max: lanes })
    await pool.query(`drop table if exists ${table}`)
    await pool.query(`create table ${table} (like inbound_events including all)`)
    const keep = openJournal(pool)

    const http = Fastify({ logger: false, bodyLimit: 4 * 1024 * 1024 })
    http.removeAllContentTypeParsers()
    http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    http.post('/webhooks/:platform', async (request: FastifyRequest, reply: FastifyReply) => {
      const body = request.body as Buffer
      if (!isSigned(body, request.headers['x-hub-signature-256'], secret)) return reply.code(401).send()
      await keep(body.toString())
      return reply.type('text/plain').send('OK')
    })
    await http.listen({ host: '127.0.0.1', port: 0 })
    return (http.server.address() as { port: number }).port
  },
}

function isSigned(body: Buffer, header: string | string[] | undefined, secret: string): boolean {
  const given = Buffer.from(String(header).slice('sha256='.length), 'hex')
  const expected = createHmac('sha256', secret).update(body).digest()
  return given.length === expected.length && timingSafeEqual(given, expected)
}

interface Waiting {
  raw: string
  resolve(): void
  reject(error: unknown): void
}

function openJournal(pool: pg.Pool): (raw: string) => Promise<void> {
  let waiting: Waiting[] = []
  let committing = 0

  async function drain() {
    committing++
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      await insert(batch)
    }
    committing--
  }

  async function insert(batch: readonly Waiting[]) {
    try {
      const ids = batch.map(() => orderedId())
      await pool.query({
        name: 'floor-keep',
        text: `
          insert into ${table} (id, platform, account_external_id, item_key, raw)
          select id, 'messenger', '', id::text, raw from unnest($1::uuid[], $2::json[]) as item (id, raw)
          on conflict (platform, account_external_id, item_key) do nothing`,
        values: [ids, batch.map(({ raw }) => raw)],
      })
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (raw) =>
    new Promise((resolve, reject) => {
      waiting.push({ raw, resolve, reject })
      if (committing < lanes) void drain()
    })
}

servePart(operations)
