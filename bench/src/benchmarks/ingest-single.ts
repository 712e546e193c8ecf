import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import type { IngestFloor } from '../floors/ingest-floor.ts'
import { spendCpu } from '../measure/cpu.ts'
import { interleave } from '../measure/rounds.ts'
import { median, rounded } from '../measure/statistics.ts'
import { startPart } from '../parts/start-part.ts'
import { calibrate, openIngestField } from '../stack/ingest-field.ts'
import { appSecret } from '../stack/start-stack.ts'

const goal = 0.6
const addedGoalMs = 25
const p50GoalMs = 8
const p99GoalMs = 40
/** Messages between a POST and a subscriber at one time: enough that nothing ever waits for the source of load. */
const window = 512

/**
 * One signed message per POST, until it is on a subscriber's socket; against the same HTTP, signature and insert with
 * nothing else. First as fast as it goes, then at half of that rate for the latencies.
 */
export const ingestSingle: Benchmark = {
  name: 'ingest_single',
  async run(settings: Settings) {
    const field = await openIngestField()
    const floor = await startPart<IngestFloor>(new URL('../floors/ingest-floor.ts', import.meta.url))
    try {
      const { stack, driver } = field
      const floorDriver = await field.aimAnother(
        await floor.call('start', { database: stack.database, secret: appSecret }),
      )
      const { runs, seconds, say } = settings
      const plan = { perPost: 1, window, seconds }
      const floorMessages = await calibrate(floorDriver, plan)
      const messages = await calibrate(driver, plan)

      say('ingest_single: as fast as it goes')
      const fast = await interleave(runs, {
        floor: () => floorDriver.call('saturate', { ...plan, messages: floorMessages }),
        ours: () => spendCpu(stack, driver, () => driver.call('saturate', { ...plan, messages })),
      })
      const floorRate = median(fast.floor.map((load) => load.messages_per_s))
      const rate = median(fast.ours.map(({ result }) => result.messages_per_s))
      const perMessage = (pick: (round: (typeof fast.ours)[number]) => number | null) => {
        const costs = fast.ours.map((round) => (pick(round) ?? Number.NaN) / round.result.messages)
        return costs.some(Number.isNaN) ? null : rounded(median(costs))
      }

      say(`ingest_single: at half of ${rounded(rate)} messages/s`)
      const half = { messages: Math.ceil((rate / 2) * seconds), messagesPerS: rate / 2 }
      const slow = await interleave(runs, {
        floor: () => floorDriver.call('pace', half),
        ours: () => driver.call('pace', half),
      })
      const p50 = median(slow.ours.map((load) => load.p50_ms))
      const p99 = median(slow.ours.map((load) => load.p99_ms))
      const floorP99 = median(slow.floor.map((load) => load.p99_ms))

      const ratio = rate / floorRate
      const figures = {
        messages_per_s: rounded(rate),
        floor_messages_per_s: rounded(floorRate),
        ratio: rounded(ratio),
        goal,
        half_messages_per_s: rounded(rate / 2),
        p50_ms: rounded(p50),
        p50_goal_ms: p50GoalMs,
        p99_ms: rounded(p99),
        p99_goal_ms: p99GoalMs,
        floor_p50_ms: rounded(median(slow.floor.map((load) => load.p50_ms))),
        floor_p99_ms: rounded(floorP99),
        added_p99_ms: rounded(p99 - floorP99),
        added_p99_goal_ms: addedGoalMs,
        server_cpu_us_per_message: perMessage(({ spent }) => spent.server),
        postgres_cpu_us_per_message: perMessage(({ spent }) => spent.postgres),
        driver_cpu_us_per_message: perMessage(({ spent }) => spent.driver),
        refused: fast.ours.reduce((sum, { result }) => sum + result.refused, 0),
      }
      return outcomeOf(figures, [
        {
          work: 'signed webhook to subscriber, 1 per POST',
          ours: `${rounded(rate)}/s`,
          against: `${rounded(floorRate)}/s`,
          goal: `${rounded(ratio)} ≥ ${goal}`,
          ok: ratio >= goal,
        },
        {
          work: '… p99 over the floor at half load',
          ours: `${rounded(p99)} ms`,
          against: `${rounded(floorP99)} ms`,
          goal: `+${rounded(p99 - floorP99)} ≤ ${addedGoalMs} ms`,
          ok: p99 - floorP99 <= addedGoalMs,
        },
        {
          work: '… p50 and p99 at half load',
          ours: `${rounded(p50)}, ${rounded(p99)} ms`,
          against: '',
          goal: `≤ ${p50GoalMs}, ${p99GoalMs} ms`,
          ok: p50 <= p50GoalMs && p99 <= p99GoalMs,
        },
      ])
    } finally {
      await floor.stop()
      await field.close()
    }
  },
}
