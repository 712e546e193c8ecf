import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { CustomerOf, Sandbox as Emulator, Platform } from '@switchboard/meta-sandbox'
import type { WorkspaceView } from '@switchboard/protocol'
import { findPort } from '../../../tools/find-port.ts'
import { type App, createApp, type Replaceable } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createTestDatabase, type TestDatabase } from '../src/db/testing.ts'
import { call, expectOk, openMember, signIn, WorldMember } from './member.ts'
import { quickHashing } from './quick-hashing.ts'
import { password, Tenant } from './tenant.ts'

export interface WorldOptions {
  /** Settings in place of the world's own. */
  env?: Record<string, string>
  replace?: Omit<Replaceable, 'now'>
  /**
   * The emulated platforms, their three accounts connected, with customers who write when the test says so. Without it
   * there are no accounts, and webhooks are the test's own to sign.
   */
  sandbox?: boolean
  /** Every line of the log, at the level that the settings say; by default there are none. */
  onLog?(line: string): void
  /** false: the first run is still to come, and there is no owner. */
  isSetUp?: boolean
}

/** The whole server in a box, with an owner signed up: for tests, which take one per file or per test. */
export class World extends Tenant implements AsyncDisposable {
  readonly app: App
  readonly #dispose: () => Promise<void>
  readonly #clock: { ahead_ms: number }

  constructor(url: string, parts: Parts) {
    super(url, parts.owner)
    this.app = parts.app
    this.#clock = parts.clock
    this.#dispose = parts.dispose
  }

  get deps() {
    return this.app.deps
  }
  /** The other side of the network, in a world that was started with it. */
  get sandbox(): Emulator {
    const emulator = this.app.deps.sandbox?.emulator
    if (!emulator) throw new Error('this world was started without the sandbox')
    return emulator
  }
  /** Somebody on a platform, made up when there is nobody of that name yet. */
  customer<P extends Platform>(platform: P, name: string): CustomerOf[P] {
    return this.sandbox.customer(platform, name)
  }
  get db() {
    return this.app.deps.db
  }
  now(): Date {
    return this.app.deps.now()
  }
  /** Moves the server's clock; time goes on from there. */
  advance(ms: number): void {
    this.#clock.ahead_ms += ms
  }

  /** Another workspace, whose owner is nobody here. */
  async workspace(name: string): Promise<Tenant> {
    const who = { name, email: `${name}-${randomBytes(4).toString('hex')}@example.com`, password }
    const session = await signIn(this.url, who)
    const { body } = expectOk(await call<WorkspaceView>(this.url, 'POST', '/workspaces', { name }, session))
    return new Tenant(this.url, await openMember(this.url, { ...who, session }, body.id))
  }

  /** Resolves when everything that came in has been applied, or rests as failed. */
  async idle(): Promise<void> {
    const deadline = Date.now() + 30_000
    const pending = this.db.read.selectFrom('inbound_pending').select('inbound_event_id')
    while (await pending.executeTakeFirst()) {
      if (Date.now() > deadline) throw new Error('the journal still has pending items')
      await this.deps.applying.idle()
      await delay(5)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#dispose()
  }
}

interface Parts {
  app: App
  owner: Tenant['owner']
  clock: { ahead_ms: number }
  dispose(): Promise<void>
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = { ahead_ms: 0 }
  const now = () => new Date(Date.now() + clock.ahead_ms)
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-world-'))
  const { app, url } = await listen(database, dataDir, options, {
    sandbox: { people: false },
    hashing: quickHashing,
    ...options.replace,
    now,
    ...(options.onLog && { log: { write: options.onLog } }),
  })

  async function dispose() {
    await app.close()
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const owner = options.isSetUp === false ? nobody : await setUp(app, url, options)
    return new World(url, { app, owner, clock, dispose })
  } catch (error) {
    await dispose()
    throw error
  }
}

// Whoever asks for a server that is not set up asks nothing of its owner.
const nobody = new WorldMember({
  url: '',
  email: '',
  password: '',
  session: '',
  token: '',
  workspace_id: '',
  id: '',
  user_id: '',
})

/** On a port that was free a moment ago; if somebody was quicker, on another one. */
async function listen(database: TestDatabase, dataDir: string, options: WorldOptions, replace: Replaceable) {
  for (let attempts = 1; ; attempts++) {
    const port = await findPort()
    const config = readConfig({
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      SECRET_KEY: randomBytes(32).toString('hex'),
      SANDBOX: String(options.sandbox ?? false),
      META_APP_SECRET: 'app secret',
      META_VERIFY_TOKEN: 'verify token',
      META_GRAPH_URL: 'http://127.0.0.1:9', // nobody is there: a test calls no platform but its own
      SIGN_INS_PER_MINUTE: '1000',
      LOG_LEVEL: 'silent',
      ...options.env,
    })
    const app = await createApp(config, replace)
    try {
      await app.listen()
      return { app, url: `http://127.0.0.1:${port}` }
    } catch (error) {
      await app.close()
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempts === 5) throw error
    }
  }
}

async function setUp(app: App, url: string, { sandbox = false }: WorldOptions) {
  const code = new URL((await app.setupLink())!).searchParams.get('code')
  const email = 'owner@example.com'
  const draft = { code, name: 'Owner', email, password, workspace_name: 'Home', sandbox }
  const { body } = expectOk(await call<{ workspace_id: string }>(url, 'POST', '/setup', draft))
  const session = await signIn(url, { name: 'Owner', email, password })
  return openMember(url, { email, password, session }, body.workspace_id)
}
