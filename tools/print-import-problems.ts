import { findImportProblems } from './check-imports.ts'
import { root } from './steps.ts'

const problems = findImportProblems(root)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length > 0 ? 1 : 0
