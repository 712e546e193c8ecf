import { parseArgs } from 'node:util'
import { Random } from '@switchboard/meta-sandbox/wire'
import { type Finished, jsonLine, repeatCommand, table } from './report.ts'
import type { Outcome, Parameter, Run, Scenario } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

/**
 * `npm run chaos`: breaks the server on purpose and counts what it costs. Progress goes to stderr; stdout has the
 * table, or with --json one line per scenario. The exit status is 0 only where every promise held.
 */
class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

const numbers = Object.assign({}, ...scenarios.map(({ parameters }) => parameters)) as Record<string, Parameter>
const flags = Object.fromEntries(Object.keys(numbers).map((name) => [flagOf(name), { type: 'string' as const }]))

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof WrongUse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

async function main(given: string[]): Promise<number> {
  const options = readOptions(given)
  if (options.help) {
    process.stdout.write(manual())
    return 0
  }
  if (options.list) {
    process.stdout.write(scenarios.map(({ name, about }) => `${name.padEnd(16)}${about}\n`).join(''))
    return 0
  }
  const finished: Finished[] = []
  for (const scenario of options.chosen) {
    const result = await runOne(scenario, options)
    finished.push(result)
    if (options.json) process.stdout.write(`${jsonLine(result)}\n`)
  }
  if (!options.json) process.stdout.write(table(finished))
  return finished.every(({ ok }) => ok) ? 0 : 1
}

async function runOne(scenario: Scenario, { seed, isShort, numbers: given }: Options): Promise<Finished> {
  const parameters = Object.fromEntries(
    Object.entries(scenario.parameters).map(([name, { full, short }]) => [
      name,
      given.get(name) ?? (isShort ? short : full),
    ]),
  )
  const say = (words: string) => process.stderr.write(`${scenario.name}: ${words}\n`)
  const repeat = repeatCommand(scenario.name, seed, parameters)
  say(`seed ${seed}; again with ${repeat}`)
  const began = performance.now()
  const run: Run = { seed, parameters, say, random: (name) => new Random(`${seed}/${scenario.name}/${name}`) }
  const { figures, promises } = await scenario.run(run).catch(asOutcome)
  const broken = promises.filter(({ holds }) => !holds).map(({ says }) => says)
  const seconds = (performance.now() - began) / 1000
  say(
    broken.length === 0
      ? `every promise held, ${seconds.toFixed(0)} s`
      : `BROKEN: ${broken.join('; ')}. Again with ${repeat}`,
  )
  return { name: scenario.name, seed, ok: broken.length === 0, figures, broken, seconds, repeat }
}

/** A scenario that cannot run to its end has not shown anything. */
function asOutcome(error: unknown): Outcome {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return {
    figures: { error: error instanceof Error ? error.message : String(error) },
    promises: [{ says: 'it runs to its end', holds: false }],
  }
}

interface Options {
  chosen: readonly Scenario[]
  seed: string
  isShort: boolean
  json: boolean
  help: boolean
  list: boolean
  numbers: Map<string, number>
}

function readOptions(given: string[]): Options {
  const { values } = parse(given)
  const { only, seed } = values
  return {
    chosen: only ? only.map(find) : scenarios,
    seed: seed ?? String(Math.floor(Math.random() * 1e9)),
    isShort: values.short === true,
    json: values.json === true,
    help: values.help === true,
    list: values.list === true,
    numbers: new Map(
      Object.keys(numbers).flatMap((name) => {
        const value = (values as Record<string, unknown>)[flagOf(name)]
        return typeof value === 'string' ? [[name, wholeNumber(flagOf(name), value)] as const] : []
      }),
    ),
  }
}

function parse(given: string[]) {
  const switches = {
    json: { type: 'boolean' },
    short: { type: 'boolean' },
    help: { type: 'boolean' },
    list: { type: 'boolean' },
  } as const
  try {
    return parseArgs({
      args: given,
      options: { ...flags, ...switches, only: { type: 'string', multiple: true }, seed: { type: 'string' } },
    })
  } catch (error) {
    throw new WrongUse(`${(error as Error).message} --help says what there is.`)
  }
}

function find(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario)
    throw new WrongUse(`There is no scenario "${name}"; there are ${scenarios.map((one) => one.name).join(', ')}.`)
  return scenario
}

function wholeNumber(flag: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new WrongUse(`--${flag} takes a whole number, not "${value}".`)
  return Number(value)
}

function manual(): string {
  const about = scenarios.flatMap(({ name, about: words, parameters }) => [
    `  ${name}: ${words}`,
    ...Object.entries(parameters).map(
      ([parameter, { about: meaning, full, short }]) =>
        `      --${flagOf(parameter).padEnd(18)}${meaning} ${full}; with --short ${short}.`,
    ),
  ])
  return `npm run chaos [-- --only NAME] [--json] [--short] [--seed SEED] [--list]

  --only NAME    one scenario instead of all; may be given several times
  --json         one line of JSON per scenario on stdout
  --short        small numbers, for every test run
  --seed SEED    decides everything that is left to chance; printed by every run

${about.join('\n')}
`
}

function flagOf(parameter: string): string {
  return parameter.replaceAll('_', '-')
}
