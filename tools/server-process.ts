import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { get } from 'node:http'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPort } from './find-port.ts'

/**
 * The real server as a process of its own, for those who measure it and for those who kill it.
 *
 * - It keeps its port and its data over any number of deaths.
 * - Whatever ends the process that started it, but SIGKILL, ends it too, with its database and its temporary files.
 */

const root = resolve(import.meta.dirname, '..')
const main = join(root, 'apps/server/src/main.ts')

export interface ServerOptions {
  /** Kept afterwards. Default: a temporary one, removed by `close`. */
  dataDir?: string | undefined
  /** Default: a free one, chosen once. */
  port?: number | undefined
  /** Settings in place of those that `settingsFor` gives. */
  env?: Record<string, string> | undefined
}

/** Who owns the server from its first start on. */
export const owner = { email: 'owner@switchboard.example', password: 'a password for one run' }

/** What signs the webhooks that the server believes, and what a platform has to say to be introduced. */
export const appSecret = 'the app secret of one run'
export const verifyToken = 'the verify token of one run'

/** How to reach the embedded PostgreSQL of a running server, in the words of the `pg` driver. */
export interface DatabaseSettings {
  host: string
  port: number
  user: string
  database: string
}

export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const server = await prepareServer(options)
  try {
    await server.start()
    await server.settled()
  } catch (error) {
    await server.close()
    throw error
  }
  return server
}

/** The same, before its first start. */
export async function prepareServer({ dataDir, port, env = {} }: ServerOptions = {}): Promise<ServerProcess> {
  const home = mkdtempSync(join(tmpdir(), 'switchboard-run-'))
  chmodSync(home, 0o711) // PostgreSQL may run as another user, and has to walk through
  const place = { home, dataDir: dataDir ?? join(home, 'data'), port: port ?? (await findPort()) }
  return new ServerProcess(place, env)
}

interface Place {
  home: string
  dataDir: string
  port: number
}

/** A server that is expected to be up, or back soon; the failure says what it wrote last. */
export class ServerFailure extends Error {
  override readonly name = 'ServerFailure'
}

export class ServerProcess implements AsyncDisposable {
  readonly url: string
  readonly dataDir: string
  /** Everything that all its lives wrote to stdout and stderr. */
  readonly logFile: string
  /** How long the last start took, from the fork to the first 200 of `/readyz`. */
  readyMs = Number.NaN
  readonly #place: Place
  readonly #env: Record<string, string>
  #child: ChildProcess | null = null
  #launchedAt = 0
  #ended: Promise<Ending> = Promise.resolve({ code: null, signal: null })

  constructor(place: Place, env: Record<string, string>) {
    this.#place = place
    this.#env = env
    this.url = `http://127.0.0.1:${place.port}`
    this.dataDir = place.dataDir
    this.logFile = join(place.home, 'server.log')
    endWithUs(this)
  }

  get port(): number {
    return this.#place.port
  }

  /** Of the life that is running; throws where none is. */
  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new ServerFailure('the server is not running')
    return pid
  }

  get isRunning(): boolean {
    return this.#child !== null
  }

  /** Resolves with the milliseconds until it was ready. Rejects with what it wrote where it ends instead. */
  async start(): Promise<number> {
    this.launch()
    return this.ready()
  }

  /** Forks and does not wait. */
  launch(): void {
    if (this.#child) throw new ServerFailure('the server is running already')
    mkdirSync(this.dataDir, { recursive: true })
    const log = openSync(this.logFile, 'a')
    const child = spawn(process.execPath, [main], {
      cwd: root,
      env: { ...inherited(), ...settingsFor(this.#place), ...this.#env },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    this.#launchedAt = performance.now()
    this.#child = child
    this.readyMs = Number.NaN
    this.#ended = new Promise((settle) => {
      const ended = (ending: Ending) => {
        if (this.#child === child) this.#child = null
        settle(ending)
      }
      child.once('exit', (code, signal) => ended({ code, signal }))
      child.once('error', () => ended({ code: 1, signal: null }))
    })
  }

  /** Resolves when this life ends, however it ends. */
  get ended(): Promise<Ending> {
    return this.#ended
  }

  /** Resolves as soon as it answers anything at all. Rejects where this life ends first. */
  async listening(): Promise<void> {
    await this.#poll(async () => (await statusOf(`${this.url}/healthz`)) !== null)
  }

  /** Resolves with the milliseconds since the fork when `/readyz` says yes. Rejects where this life ends first. */
  async ready(): Promise<number> {
    await this.#poll(async () => (await statusOf(`${this.url}/readyz`)) === 200)
    this.readyMs = performance.now() - this.#launchedAt
    return this.readyMs
  }

  async #poll(isDone: () => Promise<boolean>): Promise<void> {
    const child = this.#child
    const until = performance.now() + 60_000
    while (this.#child === child && child !== null && performance.now() < until) {
      if (await isDone()) return
      await delay(4)
    }
    const how =
      this.#child === child && child !== null ? 'is not ready after a minute' : 'has ended instead of starting'
    throw new ServerFailure(`the server ${how}; it wrote:\n${this.logTail()}`)
  }

  /** Resolves when it is gone; does nothing where it is not running. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> {
    this.#child?.kill(signal)
    return this.#ended
  }

  /**
   * Kills the embedded PostgreSQL alone. `whole`: with all of its processes, as when the machine goes down; else only
   * the first of them, which leaves the others to notice. False where none was running.
   */
  killDatabase({ whole = false, signal = 'SIGKILL' }: { whole?: boolean; signal?: NodeJS.Signals } = {}): boolean {
    const pid = this.databasePid()
    if (pid === null) return false
    const family = whole ? childrenOf(pid) : []
    for (const member of [pid, ...family]) send(member, signal)
    return true
  }

  /** Kills both in one breath. False where there was no database to kill. */
  async killWithDatabase(how: { whole?: boolean } = {}): Promise<boolean> {
    this.#child?.kill('SIGKILL')
    const killed = this.killDatabase(how)
    await this.#ended
    while (killed && this.databasePid() !== null) await delay(1)
    return killed
  }

  /** The clean way. Resolves with how it ended. */
  async stop(): Promise<Ending> {
    return this.kill('SIGTERM')
  }

  /** Stops it cleanly and starts it again. Resolves with the milliseconds until it was ready. */
  async restart(): Promise<number> {
    await this.stop()
    return this.start()
  }

  /** Of the embedded PostgreSQL, by its own pid file; null where none is running. */
  databasePid(): number | null {
    const pid = Number(this.#postmasterFile()?.[0])
    return pid > 0 && isAlive(pid) ? pid : null
  }

  /** Throws where the embedded PostgreSQL does not run. */
  databaseSettings(): DatabaseSettings {
    const lines = this.#postmasterFile()
    if (!lines) throw new ServerFailure('the embedded database is not running')
    const [, , , port = '', socketDir = ''] = lines
    const host = socketDir === '' ? '127.0.0.1' : resolve(this.#cluster(), socketDir)
    return { host, port: Number(port), user: 'switchboard', database: 'switchboard' }
  }

  /** Bytes in memory now; 0 where that cannot be known. */
  residentBytes(): number {
    const file = `/proc/${this.pid}/status`
    const kilobytes = existsSync(file) ? /VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined
    return Number(kilobytes ?? 0) * 1024
  }

  /** Resolves when its owner is there, on a first start a moment after it is ready. */
  async settled(): Promise<void> {
    await this.#poll(async () => {
      const answer = await fetch(`${this.url}/api/v1/setup`)
      return answer.ok && !((await answer.json()) as { needed: boolean }).needed
    })
  }

  /** A session of this user, to be sent as a bearer. */
  async signIn({ email, password } = owner): Promise<string> {
    const { token } = await this.#post<{ token: string }>('/api/auth/sign-in/email', { email, password })
    return token
  }

  /** A token for the API and the live stream: of the owner's first workspace, or as asked. */
  async token(workspaceId?: string, session?: string): Promise<string> {
    const body = workspaceId === undefined ? {} : { workspace_id: workspaceId }
    const bearer = session ?? (await this.signIn())
    return (await this.#post<{ access_token: string }>('/api/v1/token', body, bearer)).access_token
  }

  async #post<T>(path: string, body: object, bearer?: string): Promise<T> {
    const headers = { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) }
    const answer = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new ServerFailure(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** The last lines that it wrote. */
  logTail(lines = 20): string {
    if (!existsSync(this.logFile)) return ''
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  }

  /** Stops it and removes what is temporary. */
  async close(): Promise<void> {
    const stopped = await Promise.race([this.stop().then(() => true), delay(20_000, false, { ref: false })])
    this.destroy()
    if (!stopped) throw new ServerFailure(`the server did not stop; it wrote:\n${this.logTail()}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** At once and without waiting, for when this process is about to end. */
  destroy(): void {
    living.delete(this)
    this.#child?.kill('SIGKILL')
    this.killDatabase({ whole: true })
    rmSync(this.#place.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  }

  #cluster(): string {
    return join(this.dataDir, 'postgres/cluster')
  }

  #postmasterFile(): string[] | null {
    try {
      return readFileSync(join(this.#cluster(), 'postmaster.pid'), 'utf8').split('\n')
    } catch {
      return null // it has not started yet, or has ended
    }
  }
}

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

// Settings of the person who runs the suite are not for the server of the suite.
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TEMP, SystemRoot } = process.env
  const given = { PATH, HOME, TMPDIR, TEMP, SystemRoot, NODE_COMPILE_CACHE: join(root, '.cache/compiled') }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function settingsFor({ dataDir, port }: Place): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: dataDir,
    SANDBOX: 'false',
    META_APP_SECRET: appSecret,
    META_VERIFY_TOKEN: verifyToken,
    META_GRAPH_URL: 'http://127.0.0.1:9', // nobody is there: made-up accounts do not call the real platforms
    OWNER_EMAIL: owner.email,
    OWNER_PASSWORD: owner.password,
    REQUESTS_PER_MINUTE: '10000000',
    SIGN_INS_PER_MINUTE: '100000',
    LOG_LEVEL: 'warn',
  }
}

const living = new Set<ServerProcess>()
let watching = false

function endWithUs(server: ServerProcess): void {
  living.add(server)
  if (watching) return
  watching = true
  process.once('exit', () => {
    for (const one of living) one.destroy()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
  }
}

function statusOf(url: string): Promise<number | null> {
  return new Promise((settle) => {
    const request = get(url, { agent: false, timeout: 5_000 }, (answer) => {
      answer.resume()
      settle(answer.statusCode ?? null)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => settle(null)) // not listening yet
  })
}

function childrenOf(parent: number): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent)
}

function parentOf(pid: number): number | null {
  const parent = statOf(pid)?.[1]
  return parent === undefined ? null : Number(parent)
}

/** One that is dead and that nobody has asked how it died is not alive. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return (statOf(pid)?.[0] ?? 'Z') !== 'Z'
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** State, parent and what follows, as Linux tells it; null where there is no such process. */
function statOf(pid: number): string[] | null {
  try {
    // The name stands in brackets and may hold anything; what follows it does not.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return null
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it has ended by itself
  }
}
