import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from './checks.ts'
import { installChromium } from './chromium.ts'
import { program, root, runStep } from './steps.ts'

/** What a part of the run found. `notes` are printed again at the end, where they are seen. */
interface Tally {
  passed: number
  failed: number
  notes: string[]
}

const chosen = process.argv.slice(2)
const tallies = chosen.length > 0 ? [await runTests(chosen)] : [await checkCode(), await runTests([]), await runChaos()]

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
for (const note of tallies.flatMap(({ notes }) => notes)) console.log(note)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

async function checkCode(): Promise<Tally> {
  const results = await runChecks()
  const broken = results.filter(({ ok }) => !ok)
  return {
    passed: results.length - broken.length,
    failed: broken.length,
    notes: broken.map(({ name }) => `failed: ${name}`),
  }
}

interface VitestReport {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

async function runTests(filters: string[]): Promise<Tally> {
  if (globSync('apps/*/**/*.browser.test.ts', { cwd: root, exclude: ['**/node_modules/**'] }).length > 0)
    installChromium()

  const report = join(root, '.cache/test-report.json')
  mkdirSync(join(root, '.cache'), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const step = { name: 'the tests', parameters: [program('vitest/vitest.mjs'), 'run', ...reporters, ...filters] }
  const { ok, output } = await runStep({ ...step, limitMs: 420_000, output: 'show' })
  if (output) console.log(output)
  if (!existsSync(report)) return { passed: 0, failed: 1, notes: ['failed: the tests did not run to their end'] }

  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
  const tests = testResults.flatMap((file) => file.assertionResults)
  const named = (status: string) => tests.filter((test) => test.status === status).map(({ fullName }) => fullName)
  // A file that cannot be loaded, or an error that nobody awaited, fails the run without failing a test.
  const empty = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailed))
  const unexplained = !ok && numFailedTests + empty.length === 0 ? ['failed: an error outside of the tests'] : []
  return {
    passed: numPassedTests,
    failed: numFailedTests + empty.length + unexplained.length,
    notes: [
      ...['skipped', 'pending', 'todo'].flatMap(named).map((name) => `skipped: ${name}`),
      ...empty.map(({ name }) => `failed: ${name}`),
      ...named('failed').map((name) => `failed: ${name}`),
      ...unexplained,
    ],
  }
}

function isFailed({ status }: { status: string }): boolean {
  return status === 'failed'
}

/** The short form of every fault; each prints one line of JSON with its name and whether its promise held. */
async function runChaos(): Promise<Tally> {
  if (!existsSync(join(root, 'chaos/src/main.ts'))) return { passed: 0, failed: 0, notes: [] }
  const { ok, output } = await runStep({
    name: 'chaos',
    parameters: ['chaos/src/main.ts', '--short', '--json'],
    limitMs: 240_000,
    output: 'both',
  })
  console.log(output.trim())
  const faults = output.split('\n').flatMap(readFault)
  const broken = faults.filter((fault) => !fault.ok)
  const notes = broken.map(({ name }) => `failed: chaos ${name}`)
  if (!ok && broken.length === 0) notes.push('failed: chaos did not run to its end')
  return { passed: faults.length - broken.length, failed: notes.length, notes }
}

function readFault(line: string): { name: string; ok: boolean }[] {
  if (!line.startsWith('{')) return []
  const fault = JSON.parse(line) as { name: string; ok: boolean }
  return typeof fault.ok === 'boolean' ? [fault] : []
}
