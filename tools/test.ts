import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runChecks } from './checks.ts'
import { installChromium } from './install-chromium.ts'
import { program, root, runStep } from './steps.ts'
import { strayErrorsPath } from './stray-errors.ts'
import { failedFiles, type Tally, type TestRun, tallyFaults, tallyTests, tallyTwice } from './tally.ts'

/** More failed files than this are no accident. */
const mostRepeated = 3

const chosen = process.argv.slice(2)
prepareBrowser()
// The checks, of which the longest takes one core, beside the tests, which wait now and then; the faults by themselves.
const tallies =
  chosen.length > 0 ? [await runTests(chosen)] : [...(await Promise.all([checkCode(), runTests([])])), await runChaos()]

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
for (const note of tallies.flatMap(({ notes }) => notes)) console.log(note)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

async function checkCode(): Promise<Tally> {
  const results = await runChecks()
  const broken = results.filter(({ ok }) => !ok)
  const notes = broken.map(({ name }) => `failed: ${name}`)
  return { passed: results.length - broken.length, failed: broken.length, notes }
}

function prepareBrowser(): void {
  const browserTests = globSync('apps/*/**/*.browser.test.ts', { cwd: root, exclude: ['**/node_modules/**'] })
  if (browserTests.length > 0) installChromium()
}

/**
 * All of them, or those that are chosen. Of more than two thousand tests, many of which drive a browser, one may fail
 * because the machine stood still: of all of them, a few failed files are run once more, by themselves.
 */
async function runTests(filters: string[]): Promise<Tally> {
  const first = await runVitest('test-report.json', filters)
  const files = failedFiles(first)
  if (filters.length > 0 || files.length === 0 || files.length > mostRepeated) return tallyTests(first)
  console.log(`Once more, by themselves: ${files.map((file) => relative(root, file)).join(', ')}`)
  return tallyTwice(first, await runVitest('test-report-again.json', files))
}

async function runVitest(reportName: string, filters: readonly string[]): Promise<TestRun> {
  const report = join(root, '.cache', reportName)
  mkdirSync(join(root, '.cache'), { recursive: true })
  for (const path of [report, strayErrorsPath]) rmSync(path, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', '--reporter=./tools/stray-errors.ts']
  reporters.push(`--outputFile.json=${report}`)
  const { ok, output } = await runStep({
    name: 'the tests',
    parameters: [program('vitest/vitest.mjs'), 'run', ...reporters, ...filters],
    limitMs: 1_800_000,
    output: 'show',
  })
  if (output) console.log(output)
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null)
  return { report: read(report), ok, strays: Number(read(strayErrorsPath)) }
}

/** The short form of every fault: the first, which mostly waits for a server to start, beside all the others. */
async function runChaos(): Promise<Tally> {
  const main = 'chaos/src/main.ts'
  if (!existsSync(join(root, main))) return { passed: 0, failed: 0, notes: [] }
  const step = { name: 'chaos', limitMs: 1_200_000 }
  const list = await runStep({ ...step, parameters: [main, '--list'], output: 'keep' })
  const [first, ...others] = list.output.split('\n').flatMap((line) => line.split(' ', 1).filter(Boolean))
  if (!list.ok || first === undefined) return tallyFaults('', false)

  const rows = [[first], others].map(async (names) => {
    const only = names.flatMap((name) => ['--only', name])
    const { ok, output } = await runStep({ ...step, parameters: [main, '--short', '--json', ...only], output: 'both' })
    console.log(output.trim())
    return tallyFaults(output, ok)
  })
  const tallies = await Promise.all(rows)
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    notes: tallies.flatMap(({ notes }) => notes),
  }
}
