/** What a part of a test run found. `notes` are lines for the end of the run, where they are seen. */
export interface Tally {
  passed: number
  failed: number
  notes: string[]
}

interface TestReport {
  testResults: TestFile[]
}

interface TestFile {
  name: string
  status: string
  assertionResults: { status: string; fullName: string }[]
}

/** What a run of tests left behind. */
export interface TestRun {
  /** Vitest's, in JSON; `null` where it wrote none. */
  report: string | null
  /** What its exit status said. */
  ok: boolean
  /** Errors outside of the tests: no other run makes up for them. */
  strays: number
}

/** The files in which something failed. */
export function failedFiles({ report }: TestRun): string[] {
  return filesOf(report)
    .filter(({ status, assertionResults }) => status === 'failed' || assertionResults.some(hasFailed))
    .map(({ name }) => name)
}

export function tallyTests({ report, ok, strays }: TestRun): Tally {
  if (report === null) return { passed: 0, failed: 1, notes: ['failed: the tests did not run to their end'] }
  return tallyFiles(filesOf(report), { ok, strays })
}

/**
 * A run, and its failed files run once more, each from its beginning: what failed and then passed is no failure, and is
 * named all the same.
 */
export function tallyTwice(first: TestRun, second: TestRun): Tally {
  if (second.report === null) return tallyTests(first)
  const again = new Map(filesOf(second.report).map((file) => [file.name, file]))
  const tally = tallyFiles(
    filesOf(first.report).map((file) => again.get(file.name) ?? file),
    { ok: second.ok, strays: first.strays + second.strays },
  )
  const failures = tallyTests(first).notes.filter((note) => note.startsWith('failed: '))
  const unsteady = failures.filter((note) => !tally.notes.includes(note))
  return {
    ...tally,
    notes: [...unsteady.map((note) => `unsteady, ${note}, and passed when run again`), ...tally.notes],
  }
}

function tallyFiles(files: readonly TestFile[], { ok, strays }: Omit<TestRun, 'report'>): Tally {
  const tests = files.flatMap((file) => file.assertionResults)
  const named = (status: string) => tests.filter((test) => test.status === status).map(({ fullName }) => fullName)

  const failures = named('failed')
  // A file that cannot be loaded fails without a test of its own.
  for (const { name, status, assertionResults } of files) {
    if (status === 'failed' && !assertionResults.some(hasFailed)) failures.push(name)
  }
  if (strays > 0 || (!ok && failures.length === 0)) failures.push('an error outside of the tests')
  const skipped = ['skipped', 'pending', 'todo', 'disabled'].flatMap(named)
  return {
    passed: named('passed').length,
    failed: failures.length,
    notes: [...skipped.map((name) => `skipped: ${name}`), ...failures.map((name) => `failed: ${name}`)],
  }
}

const filesOf = (report: string | null) => (report === null ? [] : (JSON.parse(report) as TestReport).testResults)
const hasFailed = ({ status }: { status: string }) => status === 'failed'

/** Reads what the faults printed: one line of JSON each, with its name and whether its promise held. */
export function tallyFaults(output: string, ok: boolean): Tally {
  const faults = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { name: string; ok: boolean })
  const failures = faults.filter((fault) => !fault.ok).map(({ name }) => name)
  if (!ok && failures.length === 0) failures.push('did not run to its end')
  return {
    passed: faults.filter((fault) => fault.ok).length,
    failed: failures.length,
    notes: failures.map((name) => `failed: chaos ${name}`),
  }
}
