import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PoolSettings } from '../database.ts'
import { StartError } from '../start-error.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { canReach, findOwner, type Owner } from './owner.ts'

/**
 * Where everything of one embedded PostgreSQL lies:
 *
 *     <dir>/cluster         what PostgreSQL calls its data directory
 *     <dir>/run             its socket, open to its owner (and root) only
 *     <dir>/postgres.log    what it says about itself: starts, stops, crashes; never statements or their values
 */
export interface Cluster {
  readonly dir: string
  readonly data: string
  readonly log: string
  readonly owner: Owner | null
  readonly binaries: Binaries
  /** Where PostgreSQL is told to listen: a socket directory, or on Windows a loopback port with a password. */
  readonly listen: { readonly socketDir: string } | { readonly password: string }
}

/** The role and the database that the server uses. `postgres` is the superuser, for what only one may do. */
export const roleName = 'switchboard'

// sun_path holds 104 bytes on some systems, 108 on others, with a terminating zero.
const longestSocketPath = 100

export function describeCluster(givenDir: string): Cluster {
  const dir = resolve(givenDir)
  const data = join(dir, 'cluster')
  return refusingPlainly(dir, () => {
    const owner = findOwner(existsSync(data) ? data : dir)
    mkdirSync(dir, { recursive: true })
    own(dir, owner)
    claim(data, owner)
    return {
      dir,
      data,
      log: join(dir, 'postgres.log'),
      owner,
      binaries: findBinaries(owner),
      listen:
        process.platform === 'win32' ? { password: keepPassword(dir) } : { socketDir: prepareSocketDir(dir, owner) },
    }
  })
}

/** How to connect to it. On Windows the port is known once PostgreSQL runs. */
export function connectionSettings({ listen }: Cluster, port?: number): PoolSettings {
  return 'socketDir' in listen
    ? { host: listen.socketDir, user: roleName, database: roleName }
    : { host: '127.0.0.1', port: port ?? 0, user: roleName, password: listen.password, database: roleName }
}

/**
 * What PostgreSQL is told its directory is. As another user than root it may be unable to walk down to it (a checkout
 * in root's home); then it is started *in* it, and Linux lets a process name its own directory without the walk.
 */
export function nameForOwner({ data, owner, dir }: Cluster): string {
  if (!owner || canReach(owner, data)) return data
  if (process.platform === 'linux' && existsSync('/proc/self/cwd')) return '/proc/self/cwd'
  throw new StartError(
    `PostgreSQL runs as the user ${owner.name}, who may not enter ${dir}: set DATA_DIR to a place that others may enter, or start the server as an ordinary user.`,
  )
}

/** Turns what the file system refuses into the sentence that says what to do. */
export function refusingPlainly<T>(dir: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw plainly(dir, error) ?? error
  }
}

export function plainly(dir: string, error: unknown): StartError | null {
  if (error instanceof StartError) return error
  const text = `${(error as NodeJS.ErrnoException)?.code ?? ''} ${(error as Error)?.message ?? error}`
  const refused = (sentence: string) => new StartError(sentence, { cause: error })
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return refused(`The disk of ${dir} is full: free some space, or set DATA_DIR to another disk.`)
  }
  if (/EROFS|Read-only file system/.test(text)) {
    return refused(
      `${dir} is on a file system that is mounted read-only: set DATA_DIR to a place that can be written to.`,
    )
  }
  if (/EACCES|EPERM|Permission denied|Operation not permitted/.test(text)) {
    return refused(
      `${dir} cannot be written to by this user: give it to the user who starts the server, or set DATA_DIR to a place that can be written to.`,
    )
  }
  if (/ENOTDIR|EEXIST/.test(text)) {
    return refused(`${dir} is not a directory: remove what is there, or set DATA_DIR to another place.`)
  }
  return null
}

export function own(path: string, owner: Owner | null, mode = 0o700): void {
  if (process.platform === 'win32') return
  const { uid, mode: present } = statSync(path)
  if (owner && uid !== owner.uid) chownSync(path, owner.uid, owner.gid)
  if ((present & 0o777) !== mode) chmodSync(path, mode)
}

// A cluster of root's, or of a user of another machine, is handed over to the user that PostgreSQL will run as. One
// that was copied by a tool that widens permissions is closed again: PostgreSQL refuses it otherwise.
function claim(data: string, owner: Owner | null): void {
  if (process.platform === 'win32' || !existsSync(data)) return
  const { uid } = statSync(data)
  if (owner && uid !== owner.uid) ownTree(data, owner)
  if (!owner && uid !== process.getuid?.()) {
    throw new StartError(
      `${data} belongs to another user (number ${uid}): start the server as that user, give the directory to this one, or set DATA_DIR to another place.`,
    )
  }
  own(data, owner)
}

function ownTree(path: string, owner: Owner): void {
  chownSync(path, owner.uid, owner.gid)
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    chownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid)
  }
}

function prepareSocketDir(dir: string, owner: Owner | null): string {
  const beside = join(dir, 'run')
  const socketDir =
    Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= longestSocketPath
      ? beside
      : join(tmpdir(), `switchboard-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`)
  mkdirSync(socketDir, { recursive: true, mode: 0o700 })
  const { uid } = statSync(socketDir)
  // In a shared directory somebody else could have made it first, to listen in our place.
  if (uid !== process.getuid?.() && uid !== owner?.uid) {
    throw new StartError(
      `${socketDir}, where the database's socket belongs, is somebody else's: remove it, or set DATA_DIR to a shorter path.`,
    )
  }
  own(socketDir, owner)
  return socketDir
}

function keepPassword(dir: string): string {
  const file = join(dir, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8')
}
