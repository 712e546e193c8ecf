import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import { familyMemory } from '../measure/processes.ts'
import { median, percentile, rounded } from '../measure/statistics.ts'
import { fillWorkspace } from '../seed/fill-workspace.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { startStack } from '../stack/start-stack.ts'

const readyGoalMs = 1_500
const memoryGoalBytes = 150 * 1_024 * 1_024
const starts = 10
const size = { conversations: 10_000 }

/** From the fork to the first 200 of /readyz with existing data, and what is resident when nothing happens. */
export const start: Benchmark = {
  name: 'start',
  async run({ say }: Settings) {
    const stack = await startStack({ isInspected: false })
    const { server } = stack
    try {
      await connectInboxes(stack, await server.token())
      await fillWorkspace(stack, size)
      const readyMs: number[] = []
      for (let i = 0; i < starts; i++) {
        readyMs.push(await server.restart())
        say(`start: ready after ${rounded(readyMs.at(-1)!)} ms`)
      }
      const crashMs: number[] = []
      for (let i = 0; i < starts; i++) {
        await server.killWithDatabase({ whole: true })
        crashMs.push(await server.start())
      }
      await settle()
      const serverBytes = server.residentBytes() || null
      const databaseBytes = familyMemory(server.databasePid() ?? 0)
      const p50 = median(readyMs)
      const figures = {
        starts,
        ready_p50_ms: rounded(p50),
        ready_max_ms: rounded(percentile(readyMs, 1)),
        goal_ms: readyGoalMs,
        ready_after_crash_p50_ms: rounded(median(crashMs)),
        server_rss_bytes: serverBytes,
        goal_rss_bytes: memoryGoalBytes,
        postgres_bytes: databaseBytes,
        stack_bytes: serverBytes && databaseBytes && serverBytes + databaseBytes,
      }
      return outcomeOf(figures, [
        {
          work: 'ready with existing data',
          ours: `${figures.ready_p50_ms} ms`,
          against: '',
          goal: `≤ ${readyGoalMs} ms`,
          ok: p50 <= readyGoalMs,
        },
        {
          work: 'server resident when idle',
          ours: megabytes(serverBytes),
          against: `${megabytes(databaseBytes)} PostgreSQL`,
          goal: `≤ ${megabytes(memoryGoalBytes)}`,
          ok: serverBytes !== null && serverBytes <= memoryGoalBytes,
        },
      ])
    } finally {
      await stack.close()
    }
  },
}

/** What the start has left to be done afterwards is part of being idle. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5_000))
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'unknown' : `${Math.round(bytes / 1_048_576)} MB`
}
