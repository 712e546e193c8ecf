import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sandbox as Emulator, SandboxOptions } from '@switchboard/meta-sandbox'
import { AppError, type CreateAccount } from '@switchboard/protocol'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Db } from './db/database.ts'

export interface SandboxDeps {
  config: Pick<Config, 'dataDir' | 'http'> & { sandbox: NonNullable<Config['sandbox']> }
  db: Db
  logger: FastifyBaseLogger
  /** The ordinary command. */
  connectAccount(workspaceId: string, draft: CreateAccount): Promise<unknown>
  options?: Partial<SandboxOptions>
}

/** A request to the control API: a POST where there is a body. */
export interface ControlCall {
  /** Below `/sandbox/`. */
  path: string
  query?: object
  body?: object
}

/**
 * The platforms, emulated in this process and reached over the network like the real ones: only this file and app.ts
 * know that they are not. Where to control it stands in DATA_DIR/sandbox.json, for this user's eyes.
 */
export interface Sandbox {
  /** Null until `start`. */
  readonly emulator: Emulator | null
  /** Moves the emulated platforms and resolves with what they answer; refuses with `bad_request` and `not_found`. */
  control(call: ControlCall): Promise<unknown>
  /** A file of their CDN; null where the link leads nowhere (any more). */
  fetchFile(path: string, query: object): Promise<{ type: string; bytes: Buffer } | null>
  /** From now on customers write to the server at this port, if a workspace has their accounts. */
  start(port: number): Promise<void>
  /** Connects the emulated accounts to a workspace that never had them; their customers begin to write. */
  connect(workspaceId: string): Promise<void>
  close(): Promise<void>
}

export function openSandbox(deps: SandboxDeps): Sandbox {
  const { config, db, logger, connectAccount, options } = deps
  const controlFile = join(config.dataDir, 'sandbox.json')
  const controlToken = randomBytes(24).toString('base64url')
  let emulator: Emulator | null = null

  /** Over the network like everybody else, so that it is refused what everybody is refused. */
  async function ask(path: string, query: object, init: RequestInit = {}): Promise<Response> {
    if (!emulator) throw new AppError('not_found', {})
    return fetch(`${emulator.url}${path}?${parametersOf(query)}`, init)
  }

  async function connect(workspaceId: string): Promise<void> {
    if (!emulator) return // `start` will find the workspace
    const accounts = emulator.accounts.map((account): CreateAccount => {
      const { platform, externalId: external_id, name, username, accessToken: access_token } = account
      const parent_external_id = platform === 'whatsapp' ? account.wabaId : null
      return { platform, external_id, parent_external_id, name, username, credentials: { access_token } }
    })
    const isNew = !(await hasHad(db, workspaceId, accounts))
    if (isNew) for (const account of accounts) await connectAccount(workspaceId, account)
    // Resolves when the conversations of the last days have arrived; nobody has to wait for them.
    emulator.script
      .start({ backlog: isNew })
      .catch((err: unknown) => logger.error({ err }, 'the sandbox stopped writing'))
  }

  return {
    get emulator() {
      return emulator
    },
    connect,
    async control({ path, query = {}, body }) {
      const response = await ask(`/sandbox/${path}`, query, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${controlToken}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      return answerOf(response)
    },
    async fetchFile(path, query) {
      const response = await ask(path, query)
      if (!response.ok) return null
      const type = response.headers.get('content-type') ?? 'application/octet-stream'
      return { type, bytes: Buffer.from(await response.arrayBuffer()) }
    },
    async start(port) {
      const { startSandbox } = await import('@switchboard/meta-sandbox')
      emulator = await startSandbox({
        ...config.sandbox,
        webhook: webhooksAt(config.http.host, port),
        // Pages of ours load pictures from us alone.
        cdnUrl: `${config.http.publicUrl}/api/v1/sandbox`,
        controlToken,
        log: (line) => logger.debug(line, 'sandbox'),
        ...options,
      })
      await mkdir(config.dataDir, { recursive: true })
      writeFileSync(controlFile, JSON.stringify({ url: emulator.url, token: controlToken }), { mode: 0o600 })
      const workspaces = await db.read.selectFrom('workspaces').select('id').where('is_sandbox', '=', true).execute()
      for (const { id } of workspaces) await connect(id)
    },
    async close() {
      rmSync(controlFile, { force: true })
      await emulator?.close()
    },
  }
}

/** What came of it: also that nothing was delivered, which is an answer and no refusal. */
async function answerOf(response: Response): Promise<unknown> {
  const answer = (await response.json()) as { error?: { message: string } }
  if (!answer.error) return answer
  const { message } = answer.error
  if (response.status === 404) throw new AppError('not_found', {}, message)
  if (response.status === 422)
    throw new AppError('bad_request', { problems: [{ path: '', problem: message }] }, message)
  throw new Error(`the sandbox answered ${response.status}: ${message}`)
}

function parametersOf(query: object): URLSearchParams {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
}

/** Also when somebody has removed them since: they are not to come back by themselves. */
async function hasHad(db: Db, workspaceId: string, accounts: CreateAccount[]): Promise<boolean> {
  const ids = accounts.map(({ external_id }) => external_id)
  const had = await db.read
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('external_id', 'in', ids)
    .executeTakeFirst()
  return had !== undefined
}

function webhooksAt(host: string, port: number): SandboxOptions['webhook'] {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const at = (platform: string) => `http://${here}:${port}/webhooks/${platform}`
  return { instagram: at('instagram'), messenger: at('messenger'), whatsapp: at('whatsapp') }
}
