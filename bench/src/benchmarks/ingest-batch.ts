import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import type { RowsFloor } from '../floors/rows-floor.ts'
import { spendCpu } from '../measure/cpu.ts'
import { interleave } from '../measure/rounds.ts'
import { median, rounded } from '../measure/statistics.ts'
import { startPart } from '../parts/start-part.ts'
import { calibrate, openIngestField } from '../stack/ingest-field.ts'

const goal = 0.3
const perPost = 50
const window = 2_000

/** Fifty signed messages per POST, until they are on a subscriber's socket; against the same rows written by SQL alone. */
export const ingestBatch: Benchmark = {
  name: 'ingest_batch',
  async run({ runs, seconds, say }: Settings) {
    const field = await openIngestField()
    const floor = await startPart<RowsFloor>(new URL('../floors/rows-floor.ts', import.meta.url))
    try {
      const { stack, driver } = field
      const plan = { perPost, window, seconds }
      const messages = await calibrate(driver, plan)
      await floor.call('start', { database: stack.database })
      const floorMessages = Math.ceil((await floor.call('insert', { messages: 10_000 })) * seconds)

      say('ingest_batch: as fast as it goes')
      const rounds = await interleave(runs, {
        floor: () => spendCpu(stack, floor, () => floor.call('insert', { messages: floorMessages })),
        ours: () => spendCpu(stack, driver, () => driver.call('saturate', { ...plan, messages })),
      })
      const floorRate = median(rounds.floor.map(({ result }) => result))
      const rate = median(rounds.ours.map(({ result }) => result.messages_per_s))
      const perMessage = (pick: (round: (typeof rounds.ours)[number]) => number | null) => {
        const costs = rounds.ours.map((round) => (pick(round) ?? Number.NaN) / round.result.messages)
        return costs.some(Number.isNaN) ? null : rounded(median(costs))
      }
      const floorCosts = rounds.floor.map(({ spent }) => (spent.postgres ?? Number.NaN) / floorMessages)
      const perFloorMessage = floorCosts.some(Number.isNaN) ? null : rounded(median(floorCosts))
      const ratio = rate / floorRate
      const figures = {
        messages_per_post: perPost,
        messages_per_s: rounded(rate),
        floor_messages_per_s: rounded(floorRate),
        ratio: rounded(ratio),
        goal,
        floor_postgres_cpu_us_per_message: perFloorMessage,
        server_cpu_us_per_message: perMessage(({ spent }) => spent.server),
        postgres_cpu_us_per_message: perMessage(({ spent }) => spent.postgres),
        driver_cpu_us_per_message: perMessage(({ spent }) => spent.driver),
      }
      return outcomeOf(figures, [
        {
          work: `signed webhook to subscriber, ${perPost} per POST`,
          ours: `${rounded(rate)}/s`,
          against: `${rounded(floorRate)}/s`,
          goal: `${rounded(ratio)} ≥ ${goal}`,
          ok: ratio >= goal,
        },
      ])
    } finally {
      await floor.stop()
      await field.close()
    }
  },
}
