import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Cluster, nameForOwner, own } from './cluster.ts'

/** What PostgreSQL writes about itself while it runs. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** The living postmaster of this cluster, whoever started it; null where there is none. */
export function findPostmaster({ data }: Cluster): Postmaster | null {
  const lines = readPidFile(data)
  const pid = Number(lines?.[0])
  return pid > 0 && isPostmasterOf(data, pid) ? { pid, port: Number(lines?.[3] ?? 0) } : null
}

/**
 * After a crash the number in the pid file may have been given to another process, or belong to one that is dead but
 * was never reaped. PostgreSQL takes either for a rival and refuses to start; we know better, and clear the way.
 * The socket has a lock file with the same number and the same problem.
 */
export function clearStalePidFiles(cluster: Cluster): void {
  const pid = Number(readPidFile(cluster.data)?.[0])
  if (!(pid > 0) || !isAlive(pid) || isPostmasterOf(cluster.data, pid)) return
  const file = join(cluster.data, 'postmaster.pid')
  const aside = `${file}.stale-${process.pid}`
  try {
    renameSync(file, aside)
    // Between reading and renaming, another server may have started PostgreSQL: then it was its file. Put it back.
    if (Number(readFileSync(aside, 'utf8').split('\n')[0]) === pid) rmSync(aside)
    else renameSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // somebody else cleared it
  }
  if ('socketDir' in cluster.listen) rmSync(join(cluster.listen.socketDir, '.s.PGSQL.5432.lock'), { force: true })
}

/** A start under way. `failure` is what PostgreSQL wrote before it gave up, or null while it has not. */
export interface Starting {
  failure(): string | null
}

/** Starts PostgreSQL as a process of its own, which outlives us if we are killed. */
export function spawnPostmaster(cluster: Cluster, port: number, parameters: Record<string, string>): Starting {
  const log = openLog(cluster)
  const beforeUs = fstatSync(log).size
  const options = Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const listen =
    'socketDir' in cluster.listen
      ? { listen_addresses: '', unix_socket_directories: socketDirForOwner(cluster), unix_socket_permissions: '0700' }
      : { listen_addresses: '127.0.0.1', port: String(port) }
  for (const [name, value] of Object.entries(listen)) options.push('-c', `${name}=${value}`)

  const child = launch(cluster, options, log)
  let ended: string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code) => {
    if (process.platform === 'win32' && code === 0) return // pg_ctl has done its part
    ended ??= `it ended with ${code}`
  })
  child.unref()
  closeSync(log)
  return { failure: () => ended && `${readFrom(cluster.log, beforeUs)}\n${ended}` }
}

/** Fast shutdown: running transactions roll back, what was committed is written out. Resolves when it has ended. */
export async function stopPostmaster(cluster: Cluster): Promise<void> {
  const postmaster = findPostmaster(cluster)
  if (!postmaster) return
  if (process.platform === 'win32') {
    execFileSync(cluster.binaries.pgCtl, ['stop', '-D', cluster.data, '-m', 'fast', '-w'], { stdio: 'ignore' })
    return
  }
  const urgency = [
    { signal: 'SIGINT', ms: 20_000 },
    { signal: 'SIGQUIT', ms: 5_000 }, // stops without writing out; the next start recovers
    { signal: 'SIGKILL', ms: 5_000 },
  ] as const
  for (const { signal, ms } of urgency) {
    signalProcess(postmaster.pid, signal)
    const until = Date.now() + ms
    while (Date.now() < until) {
      if (!isPostmasterOf(cluster.data, postmaster.pid)) return
      await delay(5)
    }
  }
}

/** Processes of a killed postmaster hold its shared memory until they notice; one in a long query takes its time. */
export function killOrphans({ data }: Cluster): void {
  if (process.platform !== 'linux') return
  const home = realpathSync(data)
  for (const pid of readdirSync('/proc').map(Number)) {
    if (pid > 0 && pid !== process.pid && workingDirectory(pid) === home && commandOf(pid) === 'postgres') {
      signalProcess(pid, 'SIGKILL')
    }
  }
}

export function environment(): NodeJS.ProcessEnv {
  // Messages in English, because we read some of them; no PGDATA or PGPORT of the person who starts us.
  const { PATH, SystemRoot, TMPDIR, TEMP } = process.env
  const given = { PATH, SystemRoot, TMPDIR, TEMP, LC_ALL: 'C', TZ: 'UTC' }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function launch(cluster: Cluster, options: string[], log: number): ChildProcess {
  const { binaries, data, owner } = cluster
  if (process.platform === 'win32') {
    // Only pg_ctl can give up an administrator's rights, without which PostgreSQL refuses to run.
    const quoted = options.map((option) => `"${option}"`).join(' ')
    return spawn(binaries.pgCtl, ['start', '-W', '-D', data, '-l', cluster.log, '-o', quoted], {
      stdio: 'ignore',
      windowsHide: true,
    })
  }
  return spawn(binaries.postgres, ['-D', nameForOwner(cluster), ...options], {
    cwd: data,
    detached: true, // a session of its own: Ctrl-C in our terminal is not for it
    stdio: ['ignore', log, log],
    env: environment(),
    ...(owner && { uid: owner.uid, gid: owner.gid }),
  })
}

// Relative to the cluster where it can be: PostgreSQL need not be able to walk down to it.
function socketDirForOwner({ dir, listen }: Cluster): string {
  if (!('socketDir' in listen)) return ''
  return listen.socketDir === join(dir, 'run') ? '../run' : listen.socketDir
}

function openLog(cluster: Cluster): number {
  const size = statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0
  if (size > 1_000_000) renameSync(cluster.log, `${cluster.log}.1`)
  const log = openSync(cluster.log, 'a', 0o600)
  own(cluster.log, cluster.owner, 0o600)
  return log
}

function readFrom(file: string, position: number): string {
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(Math.min(64_000, Math.max(0, fstatSync(handle).size - position)))
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, buffer.length, position)).trim()
  } finally {
    closeSync(handle)
  }
}

function readPidFile(data: string): string[] | null {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return null // not there, or not ours to read: then connecting decides
  }
}

// PostgreSQL lives in its data directory, so where a process lives tells whether it is the one.
function isPostmasterOf(data: string, pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') return workingDirectory(pid) === realpathSync(data)
  if (process.platform === 'win32') return ask('tasklist', ['/FI', `PID eq ${pid}`, '/NH']).includes('postgres')
  return ask('ps', ['-p', String(pid), '-o', 'command=']).includes(data)
}

/** Also true of one that is dead and that nobody has asked how it died. */
export function hasEnded(pid: number): boolean {
  if (!isAlive(pid)) return true
  if (process.platform !== 'linux') return false
  // The name stands in brackets and may hold anything; the state follows it.
  return /^\d+ \(.*\) Z /s.test(readIfThere(`/proc/${pid}/stat`))
}

/** Dead but not reaped counts, too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null // gone, dead but not reaped, or somebody else's
  }
}

function commandOf(pid: number): string {
  return readIfThere(`/proc/${pid}/comm`).trim()
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // the process has ended
  }
}

function ask(command: string, parameters: string[]): string {
  try {
    return execFileSync(command, parameters, { encoding: 'utf8' })
  } catch {
    return '' // ps ends with 1 where there is no such process
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
