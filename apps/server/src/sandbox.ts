import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sandbox as Emulator, SandboxOptions } from '@switchboard/meta-sandbox'
import type { CreateAccount } from '@switchboard/protocol'
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

/**
 * The platforms, emulated in this process and reached over the network like the real ones: only this file and app.ts
 * know that they are not. Where to control it stands in DATA_DIR/sandbox.json, for this user's eyes.
 */
export interface Sandbox {
  /** Null until `start`. */
  readonly emulator: Emulator | null
  /** From now on customers write to the server at this port, if a workspace has their accounts. */
  start(port: number): Promise<void>
  /** Connects the emulated accounts to a workspace that never had them; their customers begin to write. */
  connect(workspaceId: string): Promise<void>
  close(): Promise<void>
}

export function openSandbox(deps: SandboxDeps): Sandbox {
  const { config, db, logger, connectAccount, options } = deps
  const controlFile = join(config.dataDir, 'sandbox.json')
  let emulator: Emulator | null = null

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
    async start(port) {
      const { startSandbox } = await import('@switchboard/meta-sandbox')
      const controlToken = randomBytes(24).toString('base64url')
      emulator = await startSandbox({
        ...config.sandbox,
        webhook: webhooksAt(config.http.host, port),
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
