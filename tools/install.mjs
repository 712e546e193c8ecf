// Plain JavaScript for whatever Node is on the machine: this is what brings the right one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const oldestNode = 24

/**
 * Installs the packages where they are missing or not those of package-lock.json. Progress goes to stderr: stdout
 * belongs to the command that follows.
 *
 * @returns {Promise<string>} the Node to run everything else with
 */
export async function install(directory = root) {
  if (!isInstalled(directory)) await alone(directory, () => isInstalled(directory) || npmCi(directory))
  return findNode(directory)
}

/**
 * Whether node_modules holds what package-lock.json asks for on this platform. npm notes what it installed in
 * node_modules/.package-lock.json when it is done; ours notes only that npm has done all it can, because a package
 * that is optional may fail on a platform without harm.
 */
export function isInstalled(directory) {
  const text = read(join(directory, 'package-lock.json'))
  if (read(recordOf(directory)) === fingerprint(text)) return true
  const present = read(join(directory, 'node_modules/.package-lock.json'))
  if (!text || !present) return false
  const wanted = Object.entries(JSON.parse(text).packages).filter(([path, entry]) => isNeeded(path, entry))
  const installed = JSON.parse(present).packages
  return wanted.every(([path, { version }]) => installed[path]?.version === version)
}

/** The Node that the packages brought, or the one we run on if it is new enough. */
export function findNode(directory = root) {
  const { platform, arch } = process
  const system = platform === 'win32' ? 'win' : platform
  const brought = ['node', 'node-bin']
    .map((name) =>
      join(directory, 'node_modules', `${name}-${system}-${arch}`, 'bin', system === 'win' ? 'node.exe' : 'node'),
    )
    .find((path) => existsSync(path))
  if (brought) return brought
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return process.execPath
  return stop(
    `Switchboard needs Node ${oldestNode} or newer; this is ${process.version} and the packages bring none for ${platform} on ${arch}: install it from nodejs.org and try again.`,
  )
}

/** Ends with one sentence. */
export function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

function npmCi(directory) {
  console.error('Installing the packages; the first time this takes about half a minute.')
  // `npm run` says which npm it is; otherwise the one on the path, which on Windows is a script.
  const { npm_execpath: npm } = process.env
  const [command, ...rest] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const parameters = [...rest, 'ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
  const { status, error } = spawnSync(command, parameters, {
    cwd: directory,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (status !== 0) {
    const reason = error ? `${error.message}; is npm installed?` : 'what npm says is above'
    stop(`The packages could not be installed (${reason}): mostly it is the network connection; mend it and try again.`)
  }
  mkdirSync(dirname(recordOf(directory)), { recursive: true }) // npm makes none where there is nothing to install
  writeFileSync(recordOf(directory), fingerprint(read(join(directory, 'package-lock.json'))))
}

function recordOf(directory) {
  return join(directory, 'node_modules/.switchboard-installed')
}

function fingerprint(lock) {
  return `${process.platform} ${process.arch} ${createHash('sha256').update(lock).digest('hex')}`
}

// Of the optional ones only those made for this platform: the others depend on what npm thinks of this system.
function isNeeded(path, { link, optional, devOptional, peer, os, cpu, libc }) {
  if (!path.includes('node_modules/') || link || peer) return false
  if (!optional && !devOptional) return true
  return isFor(os, process.platform) && isFor(cpu, process.arch) && !libc
}

function isFor(named, present) {
  return named !== undefined && [named].flat().includes(present)
}

// Two commands in a fresh clone at once: one installs, the other waits.
async function alone(directory, work) {
  const lock = join(directory, '.cache/installing')
  mkdirSync(dirname(lock), { recursive: true })
  while (!take(lock)) await delay(200)
  try {
    work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    process.once('exit', () => rmSync(lock, { force: true }))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isRunning(Number(read(lock)))) rmSync(lock, { force: true }) // it was killed
    return false
  }
}

function isRunning(pid) {
  if (!(pid > 0)) return true // it is writing its number at this moment
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // not there yet
  }
}
