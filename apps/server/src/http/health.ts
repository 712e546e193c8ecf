import type pg from 'pg'
import { Type } from 'typebox'
import type { Api } from './routes.ts'

export interface HealthDeps {
  db: { pool: pg.Pool }
  shutdown: AbortSignal
  webhooks: { backlogLimit: number }
  applying: { backlog(): number }
}

const Readiness = Type.Object({
  ready: Type.Boolean(),
  reasons: Type.Array(
    Type.Union([
      Type.Literal('draining'),
      Type.Literal('database_unavailable'),
      Type.Literal('backlog'),
      Type.Literal('lag'),
    ]),
  ),
  backlog: Type.Union([Type.Integer({ description: 'Webhook items received and not applied yet.' }), Type.Null()]),
  lag_ms: Type.Union([Type.Integer({ description: 'How long the oldest of them has been waiting.' }), Type.Null()]),
})

const lagLimitMs = 60_000
const databaseTimeoutMs = 2_000
const tags = ['operations']

/** `/healthz`: the process is alive. `/readyz`: it can take work, or says why not. */
export function exposeHealth(http: Api, deps: HealthDeps): void {
  http.get(
    '/healthz',
    { schema: { tags, summary: 'Is the process alive', response: { 200: Type.Object({ ok: Type.Boolean() }) } } },
    async () => ({ ok: true }),
  )
  http.get(
    '/readyz',
    { schema: { tags, summary: 'Can it take work', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const waiting = await readBacklog(deps)
      const reasons = reasonsAgainst(deps, waiting)
      const { backlog = null, lag_ms = null } = waiting ?? {}
      return reply
        .code(reasons.length === 0 ? 200 : 503)
        .send({ ready: reasons.length === 0, reasons, backlog, lag_ms })
    },
  )
}

interface Waiting {
  backlog: number
  lag_ms: number
}

function reasonsAgainst({ shutdown, webhooks }: HealthDeps, waiting: Waiting | null) {
  const reasons: ('draining' | 'database_unavailable' | 'backlog' | 'lag')[] = []
  if (shutdown.aborted) reasons.push('draining')
  if (!waiting) reasons.push('database_unavailable')
  if (waiting && waiting.backlog >= webhooks.backlogLimit) reasons.push('backlog')
  if (waiting && waiting.lag_ms > lagLimitMs) reasons.push('lag')
  return reasons
}

/** Null: the database does not answer. Items that rest before another attempt are not late. */
async function readBacklog({ db, webhooks, applying }: HealthDeps): Promise<Waiting | null> {
  const query = db.pool.query<Waiting>({
    name: 'readiness',
    text: `
      select count(*) as backlog,
        coalesce(extract(epoch from now() - min(received_at) filter (where attempts = 0)) * 1000, 0)::int8 as lag_ms
      from (
        select received_at, attempts from inbound_pending join inbound_events on id = inbound_event_id limit $1
      ) waiting`,
    values: [webhooks.backlogLimit],
  })
  query.catch(() => {}) // answered by the race below, or too late to matter
  const { rows } = await Promise.race([query, timeout()]).catch(() => ({ rows: [] as Waiting[] }))
  const waiting = rows[0]
  return waiting ? { ...waiting, backlog: Math.max(waiting.backlog, applying.backlog()) } : null
}

function timeout(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('the database takes too long')), databaseTimeoutMs).unref()
  })
}
