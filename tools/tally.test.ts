import { describe, expect, it } from 'vitest'
import { failedFiles, tallyFaults, tallyTests, tallyTwice } from './tally.ts'

function report(...files: { status?: string; tests: Record<string, string> }[]): string {
  return JSON.stringify({
    testResults: files.map(({ status = 'passed', tests }, index) => fileOf(index, status, tests)),
  })
}

function fileOf(index: number, status: string, tests: Record<string, string>) {
  return {
    name: `file-${index}.test.ts`,
    status,
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
  }
}

const run = (text: string | null, { ok = false, strays = 0 } = {}) => ({ report: text, ok, strays })

describe('[S22] the last line of a test run', () => {
  it('counts what passed and names what failed and what was skipped', () => {
    const tally = tallyTests(
      run(report({ status: 'failed', tests: { a: 'passed', b: 'failed', c: 'skipped', d: 'todo' } })),
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
    expect(tallyTests(run(text))).toMatchObject({ failed: 1, notes: [note] })
  })

  it('names what failed and passed when its file ran again, and counts it as passed', () => {
    const first = run(report({ tests: { a: 'passed' } }, { status: 'failed', tests: { b: 'failed', c: 'passed' } }))
    expect(failedFiles(first)).toEqual(['file-1.test.ts'])
    const again = (b: string) =>
      JSON.stringify({ testResults: [fileOf(1, b === 'failed' ? b : 'passed', { b, c: 'passed' })] })

    expect(tallyTwice(first, run(again('passed'), { ok: true }))).toEqual({
      passed: 3,
      failed: 0,
      notes: ['unsteady, failed: b, and passed when run again'],
    })
    expect(tallyTwice(first, run(again('failed')))).toEqual({ passed: 2, failed: 1, notes: ['failed: b'] })
    expect(tallyTwice(first, run(null))).toEqual({ passed: 2, failed: 1, notes: ['failed: b'] })
    expect(tallyTwice(first, run(again('passed')))).toMatchObject({ failed: 1 })
    expect(tallyTwice({ ...first, strays: 1 }, run(again('passed'), { ok: true }))).toMatchObject({
      failed: 1,
      notes: ['unsteady, failed: b, and passed when run again', 'failed: an error outside of the tests'],
    })
  })

  it('counts each fault that was tried, and those that never came', () => {
    const lines = 'seed 7\n{"name":"ingest","ok":true,"lost":0}\n{"name":"law","ok":false}\n'

    expect(tallyFaults(lines, false)).toEqual({ passed: 1, failed: 1, notes: ['failed: chaos law'] })
    expect(tallyFaults('', false)).toMatchObject({ failed: 1, notes: ['failed: chaos did not run to its end'] })
  })
})
