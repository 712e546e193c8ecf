import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Cluster, connectionSettings, describeCluster, plainly } from './postgres/cluster.ts'
import { findPostmaster, stopPostmaster } from './postgres/postmaster.ts'
import { openStorage, type Storage } from './storage.ts'

const isRoot = process.getuid?.() === 0

/** A directory for one test; whatever runs in it when the test ends is stopped. */
function newDir(parent = tmpdir(), below = 'data'): string {
  const top = mkdtempSync(join(parent, 'switchboard-start-'))
  const dir = join(top, below, 'postgres')
  chmodSync(top, 0o755)
  onTestFinished(async () => {
    if (existsSync(join(dir, 'cluster'))) {
      const cluster = describeCluster(dir)
      await stopPostmaster(cluster)
      if ('socketDir' in cluster.listen) rmSync(cluster.listen.socketDir, { recursive: true })
    }
    rmSync(top, { recursive: true, force: true })
  })
  return dir
}

// Making a database costs half a second and is what a few tests are about: the others start from a copy.
let made: string
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'switchboard-made-'))
  await (await open(join(made, 'postgres'))).close()
})
afterAll(() => rmSync(made, { recursive: true }))

/** A directory in which a server has run before. */
function usedDir(parent?: string): string {
  const dir = newDir(parent)
  cpSync(join(made, 'postgres/cluster'), join(dir, 'cluster'), { recursive: true })
  return dir
}

function open(dir: string, onError: (error: Error) => void = fail): Promise<Storage> {
  return openStorage({ kind: 'embedded', dir }, { onError, wake() {}, log() {} })
}

function fail(error: Error): never {
  throw error
}

async function remember(storage: Storage, name: string): Promise<void> {
  await storage.db.pool.query('insert into workspaces (id, name) values (gen_random_uuid(), $1)', [name])
}

async function remembered(storage: Storage): Promise<string[]> {
  const { rows } = await storage.db.pool.query('select name from workspaces order by created_at')
  return rows.map(({ name }) => name as string)
}

function postmasterPid(cluster: Cluster): number {
  const postmaster = findPostmaster(cluster)
  if (!postmaster) throw new Error('PostgreSQL is not running')
  return postmaster.pid
}

interface Line {
  ready?: true
  refused?: string
}

/** A server of its own process on this directory, as far as its first word: `ready`, or what it was refused with. */
async function startServer(dir: string, ...more: string[]): Promise<{ process: ChildProcess } & Line> {
  const program = join(import.meta.dirname, 'test-program.ts')
  const server = spawn(process.execPath, [program, dir, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void server.kill('SIGKILL'))
  for await (const text of createInterface(server.stdout)) {
    const line = JSON.parse(text) as Line
    if (line.ready || line.refused) return { process: server, ...line }
  }
  throw new Error('the server ended without a word')
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended
  }
}

async function kill(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL')
  await once(server, 'exit')
}

describe('a data directory', () => {
  it('[S1] [S2] [S7] gets a database at the first start, keeps it for the next, and is left quiet by a clean exit', async () => {
    const dir = newDir()

    const first = await open(dir)
    await remember(first, 'one')
    await first.close()
    expect(findPostmaster(describeCluster(dir))).toBeNull()

    const second = await open(dir)
    expect(await remembered(second)).toEqual(['one'])
    await second.close()
  })

  it('[S1] is made whole or not at all: what a killed first start left is cleared away', async () => {
    const dir = newDir()
    mkdirSync(join(dir, 'cluster.new-99999999'), { recursive: true })
    writeFileSync(join(dir, 'cluster.new-99999999/PG_VERSION'), '18')

    const storage = await open(dir)
    await storage.close()

    expect(readdirSync(dir).sort()).toEqual(['cluster', 'postgres.log', 'run'])
  })

  it('[S8] belongs to one server at a time, and the other hears who has it', async () => {
    const dir = usedDir()
    const holder = await startServer(dir)

    await expect(open(dir)).rejects.toThrow(
      `Another server (process ${holder.process.pid}, http://localhost:4000) is using this data directory: stop it first, or set DATA_DIR to a directory of its own.`,
    )

    await kill(holder.process)
    const next = await open(dir)
    await next.close()
  })

  it('[S8] is free once its server was killed, however late the database notices that', async () => {
    const dir = usedDir()
    const killed = await startServer(dir)
    const witness = new pg.Client(connectionSettings(describeCluster(dir)))
    await witness.connect()
    const backends = async (condition: string): Promise<number[]> => {
      const { rows } = await witness.query(
        `select pid from pg_stat_activity where pid <> pg_backend_pid() and ${condition}`,
      )
      return rows.map(({ pid }) => pid as number)
    }
    const [holding] = await backends(`pid in (select pid from pg_locks where locktype = 'advisory' and granted)`)
    process.kill(holding!, 'SIGSTOP')
    onTestFinished(() => send(holding!, 'SIGCONT'))
    await kill(killed.process)

    const opening = open(dir)
    await vi.waitFor(async () => expect(await backends(`query like '%from pg_locks%'`)).not.toEqual([])) // it is in doubt
    process.kill(holding!, 'SIGCONT')

    await witness.end()
    await (await opening).close()
  })

  it('[S8] is given to exactly one of two servers that start at once', async () => {
    const dir = newDir()

    const servers = await Promise.all([startServer(dir), startServer(dir)])

    expect(servers.filter(({ ready }) => ready)).toHaveLength(1)
    expect(servers.find(({ ready }) => !ready)?.refused).toMatch(/^Another server \(process \d+.*\) is using this data/)
  })

  it('[S9] is reached through a socket for its owner alone, and through no port', async () => {
    const dir = usedDir()
    const storage = await open(dir)

    const { rows } = await storage.db.pool.query(`select current_setting('listen_addresses') as addresses`)
    expect(rows).toEqual([{ addresses: '' }])
    expect(readdirSync(join(dir, 'run'))).toContain('.s.PGSQL.5432')
    await storage.close()
  })

  it('[S9] may have a path that is too long for a socket', async () => {
    const dir = newDir(tmpdir(), 'x'.repeat(90))

    const storage = await open(dir)

    await remember(storage, 'far down')
    expect(await remembered(storage)).toEqual(['far down'])
    const { listen } = describeCluster(dir)
    expect(listen).toMatchObject({ socketDir: expect.stringMatching(/^.{1,60}$/) })
    await storage.close()
  })

  it.skipIf(!isRoot)('[S10] may lie where only root can walk', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'switchboard-closed-'))
    chmodSync(closed, 0o700)
    onTestFinished(() => rmSync(closed, { recursive: true, force: true }))

    const storage = await open(usedDir(closed))
    await remember(storage, 'behind a closed door')
    await storage.close()
  })

  it('[S11] has a log without statements and values', async () => {
    const dir = usedDir()
    const storage = await open(dir)

    await expect(storage.db.pool.query(`select 'canary-1'::int`)).rejects.toThrow('canary-1')
    await expect(
      storage.db.pool.query('insert into workspaces (id, name) values ($1, $2)', [null, 'canary-2']),
    ).rejects.toThrow('null value in column')
    await storage.close()

    const log = readFileSync(join(dir, 'postgres.log'), 'utf8')
    expect(log).toContain('database system is ready')
    expect(log).not.toContain('canary')
  })
})

describe('after a crash', () => {
  it('[S3] a database that outlived its server is used as it is', async () => {
    const dir = usedDir()
    const server = await startServer(dir)
    const cluster = describeCluster(dir)
    const pid = postmasterPid(cluster)
    await kill(server.process)

    const storage = await open(dir)

    expect(postmasterPid(cluster)).toBe(pid)
    await storage.close()
  })

  it('[S4] a pid file of a process that is gone is no obstacle', async () => {
    const dir = usedDir()
    writePidFiles(describeCluster(dir), 4_000_000)

    await (await open(dir)).close()
  })

  it('[S4] nor is one whose number belongs to another process by now', async () => {
    const dir = usedDir()
    const cluster = describeCluster(dir)
    const { owner } = cluster
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore', ...(owner && { uid: owner.uid, gid: owner.gid }) })
    onTestFinished(() => void bystander.kill())
    writePidFiles(cluster, bystander.pid!)

    await (await open(dir)).close()

    expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  })

  it('[S5] a database that dies under a living server comes back, and the pool heals', async () => {
    const dir = usedDir()
    const errors: string[] = []
    const storage = await open(dir, (error) => void errors.push(error.message))
    await remember(storage, 'before')
    const cluster = describeCluster(dir)
    const pid = postmasterPid(cluster)

    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(postmasterPid(cluster)).not.toBe(pid), { interval: 20 })
    await vi.waitFor(async () => expect(await remembered(storage)).toEqual(['before']), { interval: 20 })

    expect(errors).toContain('the database has gone away')
    await storage.close()
    expect(findPostmaster(cluster)).toBeNull()
  })

  it('[S6] of server and database together, everything that was committed is there', async () => {
    const dir = usedDir()
    const server = await startServer(dir)
    const cluster = describeCluster(dir)
    const client = new pg.Client({ host: join(dir, 'run'), user: 'switchboard', database: 'switchboard' })
    client.on('error', () => {})
    await client.connect()
    await client.query(`insert into workspaces (id, name) values (gen_random_uuid(), 'committed')`)

    process.kill(postmasterPid(cluster), 'SIGKILL')
    await kill(server.process)

    const storage = await open(dir)
    expect(await remembered(storage)).toEqual(['committed'])
    await storage.close()
  })

  it('[S6] a statement that outlives its database does not hold up the next one', async () => {
    const dir = usedDir()
    const server = await startServer(dir)
    const client = new pg.Client({ host: join(dir, 'run'), user: 'switchboard', database: 'switchboard' })
    client.on('error', () => {})
    await client.connect()
    const busy = client.query(`select count(*), 'busy' from generate_series(1, 1e12)`).catch(() => 'ended')
    const watcher = new pg.Client({ host: join(dir, 'run'), user: 'switchboard', database: 'switchboard' })
    watcher.on('error', () => {})
    await watcher.connect()
    await vi.waitFor(async () => {
      const { rowCount } = await watcher.query(
        `select from pg_stat_activity where query like '%''busy''%' and state = 'active' and pid <> pg_backend_pid()`,
      )
      expect(rowCount).toBe(1)
    })

    process.kill(postmasterPid(describeCluster(dir)), 'SIGKILL')
    await kill(server.process)

    const storage = await open(dir)
    expect(await busy).toBe('ended')
    await storage.close()
  })
})

describe('what is in the way of a start', () => {
  it('[S12] a directory that may not be written to is named, with the remedy', async () => {
    const parent = join(newDir(), 'closed')
    mkdirSync(parent, { recursive: true })
    chmodSync(parent, 0o555)
    const dir = join(parent, 'postgres')

    const { refused } = await startServer(dir, ...(isRoot ? ['--as', '65534'] : []))

    expect(refused).toBe(
      `${dir} cannot be written to by this user: give it to the user who starts the server, or set DATA_DIR to a place that can be written to.`,
    )
  })

  it('[S12] so is a file where the directory belongs', async () => {
    const dir = join(newDir(), 'file')
    mkdirSync(join(dir, '..'), { recursive: true })
    writeFileSync(dir, '')

    await expect(open(dir)).rejects.toThrow(
      'is not a directory: remove what is there, or set DATA_DIR to another place.',
    )
  })

  it('[S12] so is the data of another major version', async () => {
    const dir = usedDir()
    writeFileSync(join(dir, 'cluster/PG_VERSION'), '17\n')

    await expect(open(dir)).rejects.toThrow(
      /was written by PostgreSQL 17 and this release brings 18: docs\/running.md says/,
    )
  })

  it('[S12] so is a broken configuration of the database itself', async () => {
    const dir = usedDir()
    writeFileSync(join(dir, 'cluster/pg_hba.conf'), 'nonsense\n')

    await expect(open(dir)).rejects.toThrow(
      /cannot be started \(could not load .*pg_hba.conf\); its log is .*postgres.log/,
    )
  })

  it.each([
    ['a full disk', { code: 'ENOSPC' }, 'The disk of /d is full: free some space, or set DATA_DIR to another disk.'],
    [
      'a full disk, in the words of PostgreSQL',
      { message: 'FATAL: could not write lock file: No space left on device' },
      'The disk of /d is full',
    ],
    [
      'a read-only disk',
      { code: 'EROFS' },
      '/d is on a file system that is mounted read-only: set DATA_DIR to a place that can be written to.',
    ],
  ])('[S12] so is %s', (_what, error, sentence) => {
    expect(plainly('/d', error)?.message).toContain(sentence)
  })
})

/** What a crash leaves behind: the pid file and the socket's lock, naming this process. */
function writePidFiles(cluster: Cluster, pid: number): void {
  mkdirSync(join(cluster.dir, 'run'), { recursive: true })
  const began = Math.floor(Date.now() / 1000)
  const lines = [pid, cluster.data, began, 5432, '../run', '', '  5432001     32768', 'ready   ', '']
  writeFileSync(join(cluster.data, 'postmaster.pid'), lines.join('\n'))
  writeFileSync(join(cluster.dir, 'run/.s.PGSQL.5432.lock'), lines.slice(0, 5).join('\n'))
}
