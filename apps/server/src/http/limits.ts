import rateLimit from '@fastify/rate-limit'
import { AppError } from '@switchboard/protocol'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Viewer } from '../deps.ts'
import type { Api } from './routes.ts'

type Limits = Pick<Config['http'], 'requestsPerMinute' | 'signInsPerMinute'>
type Limit = ReturnType<Api['createRateLimit']>

const minute = 60_000
// One household or office shares an address; a password is guessed for one e-mail at a time.
const emailsPerAddress = 30

/** Must be there before any scope counts. Whom to count is each scope's own decision. */
export async function prepareLimits(http: Api): Promise<void> {
  await http.register(rateLimit, { global: false })
}

/** Counts what a member does, or an address where nobody is signed in. */
export function limitRequests(api: Api, { requestsPerMinute }: Limits): void {
  const limit = api.createRateLimit({
    max: requestsPerMinute,
    timeWindow: minute,
    keyGenerator: (request) => (request as { viewer?: Viewer }).viewer?.member_id ?? request.ip,
  })
  api.addHook('preHandler', (request) => refuseOver(limit, request))
}

/** Counts attempts for one e-mail from one address, and for all of them from one address. */
export function limitSignIns(api: Api, { signInsPerMinute }: Limits): void {
  const byAddress = api.createRateLimit({ max: signInsPerMinute * emailsPerAddress, timeWindow: minute })
  const byEmail = api.createRateLimit({
    max: signInsPerMinute,
    timeWindow: minute,
    keyGenerator: (request) => `${request.ip} ${String((request.body as { email?: string }).email).toLowerCase()}`,
  })
  api.addHook('preHandler', async (request) => {
    await refuseOver(byAddress, request)
    await refuseOver(byEmail, request)
  })
}

/** Counts codes from one address. That few of them are tried for one user is better-auth's own care. */
export function limitCodes(api: Api, { signInsPerMinute }: Limits): void {
  const byAddress = api.createRateLimit({ max: signInsPerMinute * emailsPerAddress, timeWindow: minute })
  api.addHook('preHandler', (request) => refuseOver(byAddress, request))
}

async function refuseOver(limit: Limit, request: FastifyRequest): Promise<void> {
  const outcome = await limit(request)
  if (!outcome.isAllowed && outcome.isExceeded) throw new AppError('rate_limited', { retry_after_ms: outcome.ttl })
}
