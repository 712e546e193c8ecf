import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findChromium, onPath, shellName } from './chromium.ts'
import { program, root } from './steps.ts'

/** Written where Debian's mirror does not have the smaller one. */
const refused = join(root, '.cache/no-chromium-headless-shell')

/** Installs what is missing: Debian's packages as root, Playwright's own download elsewhere. */
export function installChromium(): void {
  if (!findChromium({ isWhole: true })) {
    console.error('Installing Chromium for the browser tests.')
    const done = isDebianRoot()
      ? run('apt-get', ['update', '-q']) && install('chromium')
      : run(process.execPath, [program('playwright-core/cli.js'), 'install', 'chromium'])
    if (!done || !findChromium({ isWhole: true })) {
      throw new Error('Chromium could not be installed (the reason is above): install it, or set CHROMIUM_PATH to one.')
    }
  }
  installShell()
}

/** It only makes the tests quicker: where it cannot be had, that is remembered, and nothing is missing. */
function installShell(): void {
  const isThere = onPath([shellName]).some((path) => existsSync(path))
  if (isThere || process.env.CHROMIUM_PATH || !isDebianRoot() || existsSync(refused)) return
  const isInstalled = install(shellName) || (run('apt-get', ['update', '-q']) && install(shellName))
  if (isInstalled) return
  mkdirSync(dirname(refused), { recursive: true })
  writeFileSync(refused, '')
}

function install(name: string): boolean {
  return run('apt-get', ['install', '-qy', '--no-install-recommends', name])
}

// Not its descendants: some of them have a package of this name that is something else.
function isDebianRoot(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function run(command: string, parameters: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, parameters, { stdio: ['ignore', 2, 2], env }).status === 0
}
