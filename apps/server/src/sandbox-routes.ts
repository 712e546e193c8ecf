import {
  AppError,
  ChangeSandboxFaults,
  ChangeSandboxScript,
  CreateSandboxPerson,
  SandboxAct,
  SandboxBurst,
  SandboxDeliveries,
  SandboxDeliveryDetails,
  SandboxDeliveryQuery,
  SandboxEcho,
  SandboxFaults,
  SandboxOutcome,
  SandboxPerson,
  SandboxReceipt,
  SandboxScript,
  SandboxState,
  SandboxThread,
  SandboxWho,
} from '@switchboard/protocol'
import { Type } from 'typebox'
import { refuseWithout, type Viewer, workspaceView } from './domain/members/index.ts'
import { refusals } from './http/refusals.ts'
import type { Routes } from './http/routes.ts'
import type { ControlCall } from './sandbox.ts'

const tags = ['sandbox']
const ById = Type.Object({ id: Type.String({ pattern: '^d-\\d{1,12}$' }) })
const refused = refusals('bad_request', 'unauthenticated', 'forbidden', 'not_found')

/**
 * What the screen of the sandbox needs of the emulated platforms: known requests in, known fields out. The token that
 * opens their control stays here.
 */
export const sandboxRoutes: Routes = async (api, { deps }) => {
  /** For a member who may run accounts, in the workspace whose accounts these are. */
  async function control<T>(viewer: Viewer, call: ControlCall): Promise<T> {
    refuseWithout(viewer, 'accounts.manage')
    const { is_sandbox } = await workspaceView(deps.db.read, viewer.workspace_id)
    if (!is_sandbox || !deps.sandbox) throw new AppError('not_found', {})
    return (await deps.sandbox.control(call)) as T
  }
  const get = <T>(viewer: Viewer, path: string, query: object = {}) => control<T>(viewer, { path, query })
  const post = <T>(viewer: Viewer, path: string, body: object) => control<T>(viewer, { path, body })

  api.get(
    '/sandbox',
    { schema: { tags, summary: 'Read who is there and what goes wrong', response: { 200: SandboxState, ...refused } } },
    async ({ viewer }) => {
      const [state, { items }] = await Promise.all([
        get<Omit<SandboxState, 'people'>>(viewer, 'state'),
        get<{ items: SandboxPerson[] }>(viewer, 'customers'),
      ])
      const { faults, script, pending } = state
      return { people: items.map(personView), faults, script, pending }
    },
  )

  api.get(
    '/sandbox/thread',
    {
      schema: {
        tags,
        summary: 'Read a thread as the customer sees it',
        querystring: SandboxWho,
        response: { 200: SandboxThread, ...refused },
      },
    },
    async ({ viewer, query }) => {
      const { customer, account, acts, receipts, lines } = await get<SandboxThread>(viewer, 'thread', query)
      const { name, username, phone, avatar_url } = account
      return { customer: personView(customer), account: { name, username, phone, avatar_url }, acts, receipts, lines }
    },
  )

  api.post(
    '/sandbox/people',
    {
      schema: {
        tags,
        summary: 'Make up a customer',
        body: CreateSandboxPerson,
        response: { 201: SandboxPerson, ...refused },
      },
    },
    async ({ viewer, body }, reply) => {
      return reply.code(201).send(personView(await post<SandboxPerson>(viewer, 'customers', body)))
    },
  )

  api.post(
    '/sandbox/acts',
    {
      schema: {
        tags,
        summary: 'Do something as a customer',
        body: SandboxAct,
        response: { 200: SandboxOutcome, ...refused },
      },
    },
    async ({ viewer, body }) => outcomeView(await post<SandboxOutcome>(viewer, 'send', body)),
  )

  api.post(
    '/sandbox/echoes',
    {
      schema: {
        tags,
        summary: 'Write to a customer as the business, in the platform’s own app',
        body: SandboxEcho,
        response: { 200: SandboxOutcome, ...refused },
      },
    },
    async ({ viewer, body }) => outcomeView(await post<SandboxOutcome>(viewer, 'echo', body)),
  )

  api.post(
    '/sandbox/receipts',
    {
      schema: {
        tags,
        summary: 'Say what became of an outgoing message',
        body: SandboxReceipt,
        response: { 200: SandboxOutcome, ...refused },
      },
    },
    async ({ viewer, body }) => outcomeView(await post<SandboxOutcome>(viewer, 'receipt', body)),
  )

  api.post(
    '/sandbox/bursts',
    {
      schema: {
        tags,
        summary: 'Let many messages come at once',
        body: SandboxBurst,
        response: { 200: SandboxOutcome, ...refused },
      },
    },
    async ({ viewer, body }) => outcomeView(await post<SandboxOutcome>(viewer, 'burst', { ...body, wait: false })),
  )

  api.post(
    '/sandbox/faults',
    {
      schema: {
        tags,
        summary: 'Change what goes wrong on the way',
        body: ChangeSandboxFaults,
        response: { 200: SandboxFaults, ...refused },
      },
    },
    async ({ viewer, body }) => post<SandboxFaults>(viewer, 'faults', body),
  )

  api.post(
    '/sandbox/script',
    {
      schema: {
        tags,
        summary: 'Let the people of the demo write by themselves, or be silent',
        body: ChangeSandboxScript,
        response: { 200: SandboxScript, ...refused },
      },
    },
    async ({ viewer, body: { running } }) =>
      post<SandboxScript>(viewer, 'script', running ? { action: 'start', backlog: false } : { action: 'stop' }),
  )

  api.get(
    '/sandbox/deliveries',
    {
      schema: {
        tags,
        summary: 'List the newest webhooks and how they went',
        querystring: SandboxDeliveryQuery,
        response: { 200: SandboxDeliveries, ...refused },
      },
    },
    async ({ viewer, query }) => get<SandboxDeliveries>(viewer, 'deliveries', query),
  )

  api.get(
    '/sandbox/deliveries/:id',
    {
      schema: {
        tags,
        summary: 'Look into a webhook: its bytes and its signature',
        params: ById,
        response: { 200: SandboxDeliveryDetails, ...refused },
      },
    },
    async ({ viewer, params }) => get<SandboxDeliveryDetails>(viewer, `deliveries/${params.id}/body`),
  )

  api.post(
    '/sandbox/deliveries/:id/redeliver',
    {
      schema: {
        tags,
        summary: 'Deliver the same bytes once more',
        params: ById,
        response: { 200: SandboxOutcome, ...refused },
      },
    },
    async ({ viewer, params }) => outcomeView(await post<SandboxOutcome>(viewer, `deliveries/${params.id}/replay`, {})),
  )
}

const CdnPath = Type.Object({
  kind: Type.String({ pattern: '^[a-z]{1,12}$' }),
  file: Type.String({ pattern: '^\\d{12}\\.[a-z0-9]{2,4}$' }),
})
const CdnQuery = Type.Object({
  oe: Type.String({ pattern: '^[0-9a-f]{1,16}$' }),
  oh: Type.String({ pattern: '^[0-9a-f]{1,64}$' }),
})

/** The CDN of the emulated platforms, for browsers: whoever has a link may follow it, as with the real ones. */
export const sandboxCdnRoutes: Routes = async (api, { deps }) => {
  api.get(
    '/sandbox/cdn/:kind/:file',
    {
      schema: {
        tags,
        summary: 'Fetch a picture, sound or document of the emulated platforms',
        params: CdnPath,
        querystring: CdnQuery,
        response: {
          200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }),
          ...refusals('bad_request', 'not_found'),
        },
      },
    },
    async ({ params: { kind, file }, query }, reply) => {
      const found = await deps.sandbox?.fetchFile(`/cdn/${kind}/${file}`, query)
      if (!found) throw new AppError('not_found', {})
      return reply.header('cache-control', 'private, max-age=3600').type(found.type).send(found.bytes)
    },
  )
}

function personView(person: SandboxPerson): SandboxPerson {
  const { platform, handle, name, username, phone, manner, avatar_url, last_at } = person
  return { platform, handle, name, username, phone, manner, avatar_url, last_at }
}

function outcomeView({ outcome, ids }: SandboxOutcome): SandboxOutcome {
  return { outcome, ids }
}
