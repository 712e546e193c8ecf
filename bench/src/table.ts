import type { Verdict } from './benchmark.ts'

/** One line per goal, columns aligned. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const head = ['Work', 'Switchboard', 'Floor or peer', 'Goal', '']
  const lines = verdicts.map(({ work, ours, against, goal, ok }) => [work, ours, against, goal, ok ? 'met' : 'MISSED'])
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]!.length)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [head, rule, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
