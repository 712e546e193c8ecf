import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import type { HerdDriver } from '../drivers/herd-driver.ts'
import type { WsFloor } from '../floors/ws-floor.ts'
import { rounded } from '../measure/statistics.ts'
import type { Inspector } from '../parts/inspector.ts'
import { type Part, startPart } from '../parts/start-part.ts'
import { openMemberSockets, openSockets, startHerd } from '../stack/herds.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { startStack } from '../stack/start-stack.ts'

const sockets = 10_000
const goalBytes = 12 * 1_024

/**
 * What a socket costs that says nothing: resident memory after a collection of garbage, with many sockets less without.
 * A few sockets are opened and closed before, so that what the first ones make grow for all is not charged to those that
 * are counted. What the kernel holds for a socket is in neither figure.
 */
export const idleSockets: Benchmark = {
  name: 'idle_sockets',
  async run({ say }: Settings) {
    const stack = await startStack()
    const herd = await startHerd()
    const floorHerd = await startHerd()
    const floor = await startPart<WsFloor>(new URL('../floors/ws-floor.ts', import.meta.url))
    try {
      await connectInboxes(stack, await stack.server.token())
      say(`idle_sockets: opening ${sockets} sockets`)
      const ours = await measureSockets(stack.inspector, herd, (count) => openMemberSockets(stack, herd, count))
      const port = await floor.call('start', { bytes: Buffer.from('{"type":"new_message"}') })
      say(`idle_sockets: opening ${sockets} sockets to the floor`)
      const bare = await measureSockets(floor.inspector, floorHerd, (count) =>
        openSockets(floorHerd, { port, dialect: 'bare', count }),
      )
      const figures = {
        sockets,
        bytes_per_socket: Math.round(ours.rss),
        floor_bytes_per_socket: Math.round(bare.rss),
        ratio: rounded(ours.rss / bare.rss),
        goal_bytes_per_socket: goalBytes,
        heap_bytes_per_socket: Math.round(ours.heap),
        floor_heap_bytes_per_socket: Math.round(bare.heap),
      }
      return outcomeOf(figures, [
        {
          work: 'memory per idle authenticated socket',
          ours: kilobytes(ours.rss),
          against: kilobytes(bare.rss),
          goal: `≤ ${kilobytes(goalBytes)}`,
          ok: ours.rss <= goalBytes,
        },
      ])
    } finally {
      await Promise.all([herd.stop(), floorHerd.stop(), floor.stop()])
      await stack.close()
    }
  },
}

async function measureSockets(inspector: Inspector, herd: Part<HerdDriver>, open: (count: number) => Promise<unknown>) {
  await open(100)
  await herd.call('close')
  const before = await inspector.memory()
  await open(sockets)
  const after = await inspector.memory()
  return {
    rss: (after.rss - before.rss) / sockets,
    heap: (after.heap + after.external - before.heap - before.external) / sockets,
  }
}

function kilobytes(bytes: number): string {
  return `${rounded(bytes / 1_024)} KB`
}
