import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import type { WsFloor } from '../floors/ws-floor.ts'
import { nowMs } from '../measure/clock.ts'
import { rounded } from '../measure/statistics.ts'
import { startPart } from '../parts/start-part.ts'
import { openMemberSockets, startHerd } from '../stack/herds.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { startStack } from '../stack/start-stack.ts'

const clients = 5_000
const missed = 20
const goalMs = 1_000

/**
 * Everybody is cut off, messages come in, the server is killed and started again, and everybody comes back at once with
 * their cursors. Whoever has all events they missed, has them; the rest is lost.
 */
export const resume: Benchmark = {
  name: 'resume',
  async run({ say }: Settings) {
    const stack = await startStack()
    const { server } = stack
    const herd = await startHerd()
    try {
      await connectInboxes(stack, await server.token())
      say(`resume: opening ${clients} sockets`)
      await openMemberSockets(stack, herd, clients)
      await herd.call('publish', { count: 3, events: 1, toFloor: false })
      await herd.call('cut')
      await herd.call('post', { messages: missed })
      await applied(stack, missed)

      say('resume: killing the server and starting it again')
      await server.kill('SIGKILL')
      server.launch()
      await server.listening()
      const since = nowMs()
      const back = await herd.call('comeBack', { events: missed, since })
      await server.stop()

      say('resume: the same sockets to a server that only opens them')
      const floor = await startPart<WsFloor>(new URL('../floors/ws-floor.ts', import.meta.url))
      const port = await floor.call('start', { bytes: new Uint8Array() })
      const bare = await herd.call('openAtOnce', { port, dialect: 'bare', count: clients })
      await floor.stop()
      const figures = {
        clients,
        events_per_client: missed,
        events: back.events,
        expected_events: back.expected,
        lost: back.expected - back.events,
        refused_handshakes: back.refusals,
        p50_ms: rounded(back.p50_ms),
        p99_ms: rounded(back.p99_ms),
        last_ms: rounded(back.last_ms),
        floor_p50_ms: rounded(bare.p50_ms),
        floor_p99_ms: rounded(bare.p99_ms),
        goal_ms: goalMs,
      }
      return outcomeOf(figures, [
        {
          work: `${clients} clients resume: events`,
          ours: `${back.events}`,
          against: `${back.expected}`,
          goal: '100 %',
          ok: back.events === back.expected,
        },
        {
          work: '… p99 after the server listens',
          ours: `${figures.p99_ms} ms`,
          against: `${figures.floor_p99_ms} ms`,
          goal: `≤ ${goalMs} ms`,
          ok: back.p99_ms <= goalMs,
        },
      ])
    } finally {
      await herd.stop()
      await stack.close()
    }
  },
}

/** Until the journal has nothing left to apply. */
async function applied({ pool }: Awaited<ReturnType<typeof startStack>>, atLeast: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ pending: string; processed: string }>(
      `select count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'processed') as processed
       from inbound_events`,
    )
    if (Number(rows[0]!.pending) === 0 && Number(rows[0]!.processed) >= atLeast) return
  }
}
