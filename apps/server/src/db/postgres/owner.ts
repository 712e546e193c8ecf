import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StartError } from '../start-error.ts'

/** The user that PostgreSQL runs as. */
export interface Owner {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

/**
 * PostgreSQL refuses to run as root. `null`: we are an ordinary user and it runs as ourselves. Otherwise the user who
 * owns the cluster already, or one made for the purpose, or one that every system has.
 */
export function findOwner(cluster: string): Owner | null {
  if (process.getuid?.() !== 0) return null
  const users = readUsers()
  const holder = ownerOf(cluster)
  const known = users.find(({ uid }) => uid === holder && uid !== 0)
  if (known) return known

  const named = (name: string) => readUsers().find((user) => user.name === name)
  if (!named('switchboard')) createUser() // may fail because another start is faster: then there is one
  return named('switchboard') ?? named('postgres') ?? namedNobody(users)
}

/** Whether this user can walk down to `path`. Access lists are not read; where they decide, PostgreSQL itself says so. */
export function canReach({ uid, gid }: Pick<Owner, 'uid' | 'gid'>, path: string): boolean {
  const { uid: fileUid, gid: fileGid, mode } = statSync(path)
  const shift = fileUid === uid ? 6 : fileGid === gid ? 3 : 0
  if (((mode >> shift) & 1) === 0) return false
  const parent = dirname(resolve(path))
  return parent === path || canReach({ uid, gid }, parent)
}

function namedNobody(users: Owner[]): Owner {
  const nobody = users.find(({ name, uid }) => name === 'nobody' && uid !== 0)
  if (nobody) return nobody
  throw new StartError(
    'PostgreSQL does not run as root and no other user could be created: start the server as an ordinary user, or set DATABASE_URL.',
  )
}

// useradd where there is shadow-utils, adduser where there is BusyBox; a system with neither keeps its users.
function createUser(): void {
  const shadow = ['--system', '--no-create-home', '--user-group', '--shell', '/usr/sbin/nologin', 'switchboard']
  const busybox = ['-S', '-D', '-H', 'switchboard']
  for (const [command, parameters] of [['useradd', shadow] as const, ['adduser', busybox] as const]) {
    if (spawnSync(command, parameters, { stdio: 'ignore' }).status === 0) return
  }
}

function readUsers(): Owner[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }))
}

function ownerOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.uid ?? null
}
