import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Chromium without windows and what belongs to them: it takes a quarter less of the processor, and has no notifications. */
export const shellName = 'chromium-headless-shell'
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The first two are the suggestions below a window's address bar: pages of Chromium's own, loaded with every window,
 * which cost more than ours do. The others are what Playwright turns off, for the last list is the one that counts.
 */
const withoutFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
]

const plain = ['--disable-gpu', '--no-first-run']
const quiet = [
  ...plain,
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${withoutFeatures.join(',')}`,
]

/** What the browser is needed for. */
export interface BrowserNeeds {
  /** For something that only Chromium with windows has. */
  isWhole?: boolean
  /** To be measured as people have it: what makes it quiet makes a tab larger by 30 MB. */
  isPlain?: boolean
}

/** For playwright-core's `chromium.launch`: the browser of this machine, and what it needs to run as root. */
export function launchOptions(needs: BrowserNeeds = {}): { executablePath: string; args: string[] } {
  const executablePath = findChromium(needs)
  if (!executablePath) throw new Error('there is no Chromium: npm test installs one, or set CHROMIUM_PATH')
  // As root, and in most containers, Chromium's own sandbox cannot be set up; and /dev/shm is small there.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []
  return { executablePath, args: [...asRoot, ...(needs.isPlain ? plain : quiet)] }
}

/** CHROMIUM_PATH, or one on the path, or the one that Playwright keeps for this user; null where there is none. */
export function findChromium({ isWhole = false }: BrowserNeeds = {}): string | null {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const places = [...onPath(isWhole ? names : [shellName, ...names]), ...macApplications, chromium.executablePath()]
  return places.find((path) => existsSync(path)) ?? null
}

/** Where programs of these names would be. */
export function onPath(programs: readonly string[]): string[] {
  const { PATH = '' } = process.env
  return programs.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name)))
}
