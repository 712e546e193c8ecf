import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import { spendCpu } from '../measure/cpu.ts'
import { rounded } from '../measure/statistics.ts'
import { timeByFunctions, timeBySteps } from '../profile/steps.ts'
import { calibrate, openIngestField } from '../stack/ingest-field.ts'

const samplingUs = 200
const window = 512
const functionsShown = 30

/**
 * What the highest rate of `ingest_single` is made of: CPU time per message, by process and, within the server, by step
 * of the road and by function. Samples are taken by the clock, and a machine that is busy elsewhere stretches them all:
 * they only share out the CPU time that the system counted. Sampling itself adds a little to that.
 */
export const profile: Benchmark = {
  name: 'profile',
  async run({ seconds }: Settings) {
    const field = await openIngestField()
    try {
      const { stack, driver } = field
      const plan = { perPost: 1, window, seconds: seconds * 2 }
      const messages = await calibrate(driver, plan)
      await stack.inspector.startProfile(samplingUs)
      const { result, spent } = await spendCpu(stack, driver, () => driver.call('saturate', { ...plan, messages }))
      const recorded = await stack.inspector.stopProfile()

      const each = (us: number) => rounded(us / result.messages)
      const sampled = timeBySteps(recorded)
      const stretch = sampled.reduce((sum, { us }) => sum + us, 0) / spent.server
      const steps = sampled.map(({ step, us }) => ({ step, us_per_message: each(us / stretch) }))
      const functions = timeByFunctions(recorded, functionsShown)
      const notes = [
        'CPU of the server per message, by step',
        ...steps.map(({ step, us_per_message }) => line(us_per_message, step)),
        '',
        'and by function',
        ...functions.map(({ place, us }) => line(each(us / stretch), place)),
        '',
        'CPU per message, by process',
        line(each(spent.server), 'server'),
        ...(spent.postgres === null ? [] : [line(each(spent.postgres), 'PostgreSQL')]),
        line(each(spent.driver), 'source of load and subscriber'),
      ].join('\n')
      const bySteps = Object.fromEntries(
        steps.map(({ step, us_per_message }) => [`${step.replaceAll(/\W+/g, '_')}_us_per_message`, us_per_message]),
      )
      const figures = {
        messages_per_s: rounded(result.messages_per_s),
        server_cpu_us_per_message: each(spent.server),
        postgres_cpu_us_per_message: spent.postgres === null ? null : each(spent.postgres),
        driver_cpu_us_per_message: each(spent.driver),
        ...bySteps,
      }
      return outcomeOf(figures, [], notes)
    } finally {
      await field.close()
    }
  },
}

function line(us: number, name: string): string {
  return `${us.toFixed(1).padStart(8)} µs  ${name}`
}
