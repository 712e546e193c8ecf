import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.ts'

/** How many errors of the last run happened outside of any test. */
export const strayErrorsPath = join(root, '.cache/stray-errors.txt')

/** Vitest says it in its exit status, which says nothing more once a test has failed besides; the JSON report does not. */
export default class StrayErrors {
  onTestRunEnd(_modules: unknown, errors: readonly unknown[]): void {
    writeFileSync(strayErrorsPath, String(errors.length))
  }
}
