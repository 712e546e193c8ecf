import { describe, expect, it } from 'vitest'
import { tallyFaults, tallyTests } from './tally.ts'

function report(...files: { status?: string; tests: Record<string, string> }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status = 'passed', tests }, index) => ({
      name: `file-${index}.test.ts`,
      status,
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
    })),
  })
}

describe('[S22] the last line of a test run', () => {
  it('counts what passed and names what failed and what was skipped', () => {
    const tally = tallyTests(
      report({ status: 'failed', tests: { a: 'passed', b: 'failed', c: 'skipped', d: 'todo' } }),
      false,
    )

    expect(tally).toEqual({ passed: 1, failed: 1, notes: ['skipped: c', 'skipped: d', 'failed: b'] })
  })

  it.each([
    ['no report was written', null, 'failed: the tests did not run to their end'],
    [
      'a file could not be loaded',
      report({ tests: { a: 'passed' } }, { status: 'failed', tests: {} }),
      'failed: file-1.test.ts',
    ],
    [
      'an error happened outside of the tests',
      report({ tests: { a: 'passed' } }),
      'failed: an error outside of the tests',
    ],
  ])('counts a failure where %s', (_what, text, note) => {
    expect(tallyTests(text, false)).toMatchObject({ failed: 1, notes: [note] })
  })

  it('counts each fault that was tried, and those that never came', () => {
    const lines = 'seed 7\n{"name":"ingest","ok":true,"lost":0}\n{"name":"law","ok":false}\n'

    expect(tallyFaults(lines, false)).toEqual({ passed: 1, failed: 1, notes: ['failed: chaos law'] })
    expect(tallyFaults('', false)).toMatchObject({ failed: 1, notes: ['failed: chaos did not run to its end'] })
  })
})
