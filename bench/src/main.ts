import { parseArgs } from 'node:util'
import type { Benchmark, Outcome, Settings, Verdict } from './benchmark.ts'
import { fanOut } from './benchmarks/fan-out.ts'
import { idleSockets } from './benchmarks/idle-sockets.ts'
import { ingestBatch } from './benchmarks/ingest-batch.ts'
import { ingestSingle } from './benchmarks/ingest-single.ts'
import { profile } from './benchmarks/profile.ts'
import { reads } from './benchmarks/reads.ts'
import { resume } from './benchmarks/resume.ts'
import { start } from './benchmarks/start.ts'
import { web } from './benchmarks/web.ts'
import { tableOf } from './table.ts'

const benchmarks: readonly Benchmark[] = [
  ingestSingle,
  ingestBatch,
  fanOut(1_000),
  fanOut(5_000),
  idleSockets,
  reads,
  resume,
  start,
  web,
  profile,
]

const usage = `npm run bench [-- --only NAME[,NAME]] [--json] [--large] [--seconds N] [--runs N]

  --only     ${benchmarks.map(({ name }) => name).join(', ')}
  --json     one line of JSON per benchmark on stdout, progress on stderr
  --large    also the sizes that take many minutes to prepare
  --seconds  of load per round (3)
  --runs     rounds per contestant, of which the median counts (5)
`

const { chosen, json, settings } = readArguments()
const verdicts: Verdict[] = []
let allMet = true

for (const benchmark of chosen) {
  settings.say(`${benchmark.name} …`)
  const outcome = await attempt(benchmark)
  allMet &&= outcome.ok
  verdicts.push(...outcome.verdicts)
  if (json) process.stdout.write(`${JSON.stringify({ name: benchmark.name, ok: outcome.ok, ...outcome.figures })}\n`)
  if (outcome.notes) (json ? process.stderr : process.stdout).write(`\n${outcome.notes}\n`)
}
if (!json) process.stdout.write(`\n${tableOf(verdicts)}\n`)
process.exit(allMet ? 0 : 1)

/** A benchmark that breaks has not met its goal, and does not cost the others their turn. */
async function attempt({ name, run }: Benchmark): Promise<Outcome> {
  try {
    return await run(settings)
  } catch (error) {
    console.error(error)
    const broken = { work: name, ours: 'did not run to its end', against: '', goal: '', ok: false }
    return { ok: false, figures: { error: String((error as Error)?.message ?? error) }, verdicts: [broken] }
  }
}

function readArguments(): { chosen: readonly Benchmark[]; json: boolean; settings: Settings } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '3' },
        runs: { type: 'string', default: '5' },
      },
    })
    const say = (progress: string) => void process.stderr.write(`${progress}\n`)
    const settings = { seconds: positive(values.seconds), runs: positive(values.runs), large: values.large, say }
    return { chosen: choose(values.only), json: values.json, settings }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

function choose(only: string | undefined): readonly Benchmark[] {
  if (only === undefined) return benchmarks
  return only.split(',').map((name) => {
    const found = benchmarks.find((benchmark) => benchmark.name === name)
    if (!found) throw new Error(`There is no benchmark "${name}".`)
    return found
  })
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`"${text}" is not a number above zero.`)
  return value
}
