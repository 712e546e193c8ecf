import { createHash, timingSafeEqual } from 'node:crypto'
import type { PlatformAdapter, PlatformName } from '@switchboard/platform-kit'
import { AppError } from '@switchboard/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Applying } from './apply.ts'
import { itemsOf } from './inbound-item.ts'
import type { Journal } from './journal.ts'
import type { IngestMetrics } from './metrics.ts'

export interface WebhookDeps {
  newId(): string
  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
  journal: Journal
  applying: Applying
  ingestMetrics: IngestMetrics
  webhooks: {
    /** The secrets that may have signed a platform's webhooks; several apps may serve one server. */
    secretsOf(platform: PlatformName): readonly string[]
    verifyTokens: readonly string[]
    /** How many items may wait before the platforms are asked to come again later. */
    backlogLimit: number
  }
}

export const webhookBodyLimit = 4 * 1024 * 1024

/**
 * `GET|POST /webhooks/{instagram,messenger,whatsapp}`, trusted by signature. The answer 200 means committed: the body's
 * items are in the journal, and whatever happens to this process they will be applied. 401: not signed by anyone we
 * know, nothing kept. 503: the platform is to come again, which it does for days.
 */
export async function webhookRoutes(api: FastifyInstance, { deps }: { deps: WebhookDeps }): Promise<void> {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: webhookBodyLimit }, (_request, body, done) =>
    done(null, body),
  )
  // What a sender calls its bytes changes nothing about them, and a name that is none would be refused before we see it.
  api.addHook('onRequest', ({ raw }, _reply, done) => {
    raw.headers['content-type'] = 'application/octet-stream'
    done()
  })

  for (const adapter of deps.platforms.values()) {
    api.get(`/${adapter.platform}`, { schema: { hide: true } }, (request, reply) =>
      answerHandshake(deps, request, reply),
    )
    api.post(
      `/${adapter.platform}`,
      // No browser reads the answer, and what helmet tells browsers costs more than the signature.
      { schema: { hide: true }, bodyLimit: webhookBodyLimit, helmet: false },
      async (request, reply) => {
        await takeIn(deps, adapter, request)
        return reply.type('text/plain').send('OK')
      },
    )
  }
}

async function takeIn(deps: WebhookDeps, adapter: PlatformAdapter, request: FastifyRequest): Promise<void> {
  const { platform } = adapter
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const signature = request.headers['x-hub-signature-256']
  if (!adapter.verify(body, Array.isArray(signature) ? signature[0] : signature, deps.webhooks.secretsOf(platform))) {
    deps.ingestMetrics.webhook(platform, 'bad_signature')
    throw new AppError('bad_signature', {})
  }
  if (deps.applying.backlog() >= deps.webhooks.backlogLimit) {
    deps.ingestMetrics.webhook(platform, 'overloaded')
    throw new AppError('overloaded', { retry_after_ms: 5_000 })
  }
  try {
    const fresh = await deps.journal.keep(itemsOf(deps, adapter, body))
    deps.ingestMetrics.webhook(platform, 'kept')
    deps.applying.push(fresh)
  } catch (error) {
    deps.ingestMetrics.webhook(platform, 'failed')
    // Where only the answer was lost, the journal has items that nobody here knows of: they come before what follows.
    deps.applying.lookAgain()
    throw error
  }
}

/** Meta asks once whether this address is ours. The challenge goes back as text, and only if it looks like one. */
function answerHandshake(deps: WebhookDeps, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Record<string, unknown>
  const ask = (name: string) => {
    const value = query[`hub.${name}`] ?? query[`hub_${name}`]
    return typeof value === 'string' ? value : ''
  }
  const known =
    ask('mode') === 'subscribe' && deps.webhooks.verifyTokens.some((token) => sameText(token, ask('verify_token')))
  if (!known || !/^[A-Za-z0-9_-]{1,200}$/.test(ask('challenge')))
    return reply.code(403).type('text/plain').send('Forbidden')
  return reply.type('text/plain').send(ask('challenge'))
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
