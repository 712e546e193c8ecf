import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { StartError } from '../start-error.ts'
import { type Cluster, nameForOwner, own, plainly } from './cluster.ts'
import { environment, isAlive } from './postmaster.ts'

const run = promisify(execFile)

/**
 * A new, empty cluster. It is made beside its place and moved there when it is whole, so that neither a crash half-way
 * nor a second server doing the same leaves a half-made one.
 */
export async function createCluster(cluster: Cluster): Promise<void> {
  const staging = `${cluster.data}.new-${process.pid}`
  removeLeftovers(cluster.data)
  try {
    mkdirSync(staging)
    own(staging, cluster.owner)
    await initdb({ ...cluster, data: staging })
    renameSync(staging, cluster.data)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (existsSync(join(cluster.data, 'PG_VERSION'))) return // another server was faster
    throw plainly(cluster.dir, error) ?? unrunnable(error) ?? error
  }
}

async function initdb(cluster: Cluster): Promise<void> {
  const { binaries, data, owner, listen } = cluster
  // Byte order and Unicode's letters, the same on every machine and in every release of its C library.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8']
  const passwordFile = 'password' in listen ? `${data}.password` : null
  if (passwordFile && 'password' in listen) writeFileSync(passwordFile, listen.password, { mode: 0o600 })
  // Behind a directory that only its owner may enter, the socket itself is the key.
  const access = passwordFile ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : ['--auth=trust']
  try {
    await run(
      binaries.initdb,
      ['-D', nameForOwner(cluster), '-U', 'postgres', ...locale, ...access, '--data-checksums', '--no-instructions'],
      { cwd: data, env: environment(), ...(owner && { uid: owner.uid, gid: owner.gid }) },
    )
  } finally {
    if (passwordFile) rmSync(passwordFile, { force: true })
  }
}

function removeLeftovers(data: string): void {
  const prefix = `${basename(data)}.new-`
  for (const name of readdirSync(join(data, '..'))) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(name.slice(prefix.length))
    if (pid !== process.pid && isAlive(pid)) continue
    rmSync(join(data, '..', name), { recursive: true, force: true })
  }
}

// Musl instead of glibc, a missing system library, a processor of another kind: the program is there but does not run.
function unrunnable(error: unknown): StartError | null {
  const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string }
  if (code !== 'ENOENT' && code !== 'ENOEXEC' && !/shared librar|not found|GLIBC/.test(stderr)) return null
  return new StartError(
    'The PostgreSQL that comes with the packages does not run on this system: set DATABASE_URL to a PostgreSQL 15 or newer.',
    { cause: error },
  )
}
