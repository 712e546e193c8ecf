import type { Figures } from './scenario.ts'

/** A scenario that has been run. */
export interface Finished {
  readonly name: string
  readonly seed: string
  readonly ok: boolean
  readonly figures: Figures
  /** The promises that did not hold. */
  readonly broken: readonly string[]
  readonly seconds: number
  /** The command that does the same again. */
  readonly repeat: string
}

export function jsonLine({ name, seed, ok, figures, broken, seconds, repeat }: Finished): string {
  const line = {
    name,
    seed,
    ok,
    ...figures,
    seconds: Math.round(seconds),
    ...(broken.length > 0 && { broken, repeat }),
  }
  return JSON.stringify(line)
}

export function repeatCommand(name: string, seed: string, parameters: Readonly<Record<string, number>>): string {
  const given = Object.entries(parameters).map(([parameter, value]) => `--${parameter.replaceAll('_', '-')} ${value}`)
  return ['npm run chaos -- --only', name, '--seed', seed, ...given].join(' ')
}

/** For people: each scenario with its figures below it. */
export function table(finished: readonly Finished[]): string {
  const lines = finished.flatMap(({ name, ok, seconds, figures, broken, repeat }) => [
    `${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(0)} s)`,
    ...Object.entries(figures).map(([figure, value]) => `    ${figure.padEnd(24)}${value ?? '–'}`),
    ...broken.map((promise) => `    broken: ${promise}`),
    ...(ok ? [] : [`    again: ${repeat}`]),
    '',
  ])
  return `${lines.join('\n')}\n`
}
