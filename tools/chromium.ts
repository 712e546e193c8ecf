import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { program } from './steps.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** For playwright-core's `chromium.launch`: the browser of this machine, and what it needs to run as root. */
export function launchOptions(): { executablePath: string; args: string[] } {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('there is no Chromium: npm test installs one, or set CHROMIUM_PATH')
  // As root, and in most containers, Chromium's own sandbox cannot be set up; and /dev/shm is small there.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []
  return { executablePath, args }
}

/** CHROMIUM_PATH, or one on the path, or the one that Playwright keeps for this user; null where there is none. */
export function findChromium(): string | null {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  if (CHROMIUM_PATH) return CHROMIUM_PATH
  const onPath = names.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name)))
  return [...onPath, ...macApplications, chromium.executablePath()].find((path) => existsSync(path)) ?? null
}

/** Installs one where there is none: Debian's package as root, Playwright's own download elsewhere. */
export function installChromium(): void {
  if (findChromium()) return
  console.error('Installing Chromium for the browser tests.')
  const done = isDebianRoot()
    ? run('apt-get', ['update', '-q']) && run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'])
    : run(process.execPath, [program('playwright-core/cli.js'), 'install', 'chromium'])
  if (done && findChromium()) return
  throw new Error('Chromium could not be installed (the reason is above): install it, or set CHROMIUM_PATH to one.')
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
