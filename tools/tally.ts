/** What a part of a test run found. `notes` are lines for the end of the run, where they are seen. */
export interface Tally {
  passed: number
  failed: number
  notes: string[]
}

interface TestReport {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Reads Vitest's JSON report; `null` where it wrote none. `ok` is what its exit status said. */
export function tallyTests(report: string | null, ok: boolean): Tally {
  if (report === null) return { passed: 0, failed: 1, notes: ['failed: the tests did not run to their end'] }
  const { testResults } = JSON.parse(report) as TestReport
  const tests = testResults.flatMap((file) => file.assertionResults)
  const named = (status: string) => tests.filter((test) => test.status === status).map(({ fullName }) => fullName)

  const failures = named('failed')
  // A file that cannot be loaded fails without a test of its own.
  for (const { name, status, assertionResults } of testResults) {
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) failures.push(name)
  }
  if (!ok && failures.length === 0) failures.push('an error outside of the tests')
  const skipped = ['skipped', 'pending', 'todo', 'disabled'].flatMap(named)
  return {
    passed: named('passed').length,
    failed: failures.length,
    notes: [...skipped.map((name) => `skipped: ${name}`), ...failures.map((name) => `failed: ${name}`)],
  }
}

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
