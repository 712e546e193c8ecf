import { program, runStep, type Step, type StepResult } from './steps.ts'

const checks: readonly Step[] = [
  { name: 'types', parameters: [program('typescript/bin/tsc'), '--noEmit', '-p', '.'] },
  { name: 'format and lint', parameters: [program('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'lint with types', parameters: [program('oxlint/bin/oxlint'), '--deny-warnings'] },
  { name: 'import rules', parameters: ['tools/print-import-problems.ts'] },
].map((check) => ({ ...check, limitMs: 300_000, output: 'keep' }))

/** Everything about the code that can be known without running it, at once; what a check has to say follows its line. */
export function runChecks(): Promise<StepResult[]> {
  return Promise.all(
    checks.map(async (check) => {
      const result = await runStep(check)
      console.log(`${result.ok ? '✓' : '✗'} ${result.name} (${result.seconds.toFixed(1)} s)`)
      if (!result.ok) console.log(result.output)
      return result
    }),
  )
}
