import { type Benchmark, outcomeOf, type Settings } from '../benchmark.ts'
import type { HerdDriver, Publication } from '../drivers/herd-driver.ts'
import type { WsFloor } from '../floors/ws-floor.ts'
import { interleave } from '../measure/rounds.ts'
import { median, rounded } from '../measure/statistics.ts'
import type { Inspector } from '../parts/inspector.ts'
import { type Part, startPart } from '../parts/start-part.ts'
import type { SocketIoPeer } from '../peers/socket-io.ts'
import { openMemberSockets, openSockets, startHerd } from '../stack/herds.ts'
import { connectInboxes } from '../stack/inboxes.ts'
import { startStack } from '../stack/start-stack.ts'

const floorGoal = 0.9
const peerGoal = 1.5
const burstGoal = 1
const burst = 20

/** One event to many authenticated sockets of one workspace; against a bare `ws` loop and against Socket.IO. */
export function fanOut(sockets: number): Benchmark {
  return { name: `fanout_${sockets}`, run: (settings) => measureFanOut(settings, sockets) }
}

/** Somebody who publishes to many sockets. */
interface Contestant {
  inspector: Inspector
  herd: Part<HerdDriver>
  toFloor: boolean
  /** What publishing costs where nobody listens: the road to the fan-out, which is measured elsewhere. */
  roadUs: { single: number; burst: number }
}

interface Round {
  /** Of the server's own CPU time: the sockets' other ends share the machine, and take longer to read than it to send. */
  deliveriesPerCpuS: number
  /** From the first socket that heard it to the last, by the clock. */
  deliveriesPerS: number
  p50: number
  p99: number
}

async function measureFanOut({ runs, seconds, say }: Settings, sockets: number) {
  const name = `fanout_${sockets}`
  const stack = await startStack()
  const parts: Part<never>[] = []
  const keep = <P>(part: P) => {
    parts.push(part as Part<never>)
    return part
  }

  try {
    await connectInboxes(stack, await stack.server.token())
    const ours: Contestant = {
      inspector: stack.inspector,
      herd: keep(await startHerd()),
      toFloor: false,
      roadUs: noRoad,
    }
    await openMemberSockets(stack, ours.herd, 1)
    const bytes = await ours.herd.call('sample')
    ours.roadUs = await measureRoad(ours)

    const floorPart = keep(await startPart<WsFloor>(new URL('../floors/ws-floor.ts', import.meta.url)))
    const floorPort = await floorPart.call('start', { bytes })
    const floor = { inspector: floorPart.inspector, herd: keep(await startHerd()), toFloor: true, roadUs: noRoad }
    const peerPart = keep(await startPart<SocketIoPeer>(new URL('../peers/socket-io.ts', import.meta.url)))
    const peerPort = await peerPart.call('start', { bytes })
    const peer = { inspector: peerPart.inspector, herd: keep(await startHerd()), toFloor: true, roadUs: noRoad }

    say(`${name}: opening 3 × ${sockets} sockets`)
    await ours.herd.call('close')
    await openMemberSockets(stack, ours.herd, sockets)
    await openSockets(floor.herd, { port: floorPort, dialect: 'bare', count: sockets })
    await openSockets(peer.herd, { port: peerPort, dialect: 'socketIo', count: sockets })

    const publications = Math.max(5, Math.round((seconds * 20_000) / sockets))
    const take = (contestant: Contestant, events: number) => () =>
      measureRound(contestant, events, Math.ceil(publications / events))
    await interleave(1, { floor: take(floor, 1), ours: take(ours, 1), peer: take(peer, 1) }) // warms up
    say(`${name}: single events`)
    const single = await interleave(runs, { floor: take(floor, 1), ours: take(ours, 1), peer: take(peer, 1) })
    say(`${name}: ${burst} events at a time`)
    const bursts = await interleave(runs, {
      floor: take(floor, burst),
      ours: take(ours, burst),
      peer: take(peer, burst),
    })

    const rate = (rounds: Round[]) => median(rounds.map((round) => round.deliveriesPerCpuS))
    const wall = (rounds: Round[]) => rounded(median(rounds.map((round) => round.deliveriesPerS)))
    const cpu = (rounds: Round[]) => rounded(1e6 / rate(rounds))
    const ratio = rate(single.ours) / rate(single.floor)
    const peerRatio = rate(single.ours) / rate(single.peer)
    const burstRatio = rate(bursts.ours) / rate(bursts.floor)
    const figures = {
      sockets,
      cpu_us_per_delivery: cpu(single.ours),
      floor_cpu_us_per_delivery: cpu(single.floor),
      ratio: rounded(ratio),
      goal: floorGoal,
      peer_cpu_us_per_delivery: cpu(single.peer),
      peer_ratio: rounded(peerRatio),
      peer_goal: peerGoal,
      burst_cpu_us_per_delivery: cpu(bursts.ours),
      floor_burst_cpu_us_per_delivery: cpu(bursts.floor),
      burst_ratio: rounded(burstRatio),
      burst_goal: burstGoal,
      deliveries_per_s: wall(single.ours),
      floor_deliveries_per_s: wall(single.floor),
      peer_deliveries_per_s: wall(single.peer),
      burst_deliveries_per_s: wall(bursts.ours),
      floor_burst_deliveries_per_s: wall(bursts.floor),
      p50_ms: rounded(median(single.ours.map(({ p50 }) => p50))),
      p99_ms: rounded(median(single.ours.map(({ p99 }) => p99))),
      floor_p50_ms: rounded(median(single.floor.map(({ p50 }) => p50))),
      floor_p99_ms: rounded(median(single.floor.map(({ p99 }) => p99))),
    }
    return outcomeOf(figures, [
      {
        work: `one event to ${sockets} sockets, over bare ws`,
        ours: `${figures.cpu_us_per_delivery} µs CPU each`,
        against: `${figures.floor_cpu_us_per_delivery} µs`,
        goal: `${figures.ratio} ≥ ${floorGoal}`,
        ok: ratio >= floorGoal,
      },
      {
        work: '… over Socket.IO',
        ours: `${figures.cpu_us_per_delivery} µs CPU each`,
        against: `${figures.peer_cpu_us_per_delivery} µs`,
        goal: `${figures.peer_ratio} ≥ ${peerGoal}`,
        ok: peerRatio >= peerGoal,
      },
      {
        work: `… ${burst} events at a time, over bare ws`,
        ours: `${figures.burst_cpu_us_per_delivery} µs CPU each`,
        against: `${figures.floor_burst_cpu_us_per_delivery} µs`,
        goal: `${figures.burst_ratio} > ${burstGoal}`,
        ok: burstRatio > burstGoal,
      },
    ])
  } finally {
    await Promise.all(parts.map((part) => part.stop()))
    await stack.close()
  }
}

const noRoad = { single: 0, burst: 0 }

/** With one socket open. */
async function measureRoad({ inspector, herd, toFloor }: Contestant): Promise<Contestant['roadUs']> {
  const cost = async (events: number, count: number) => {
    await herd.call('publish', { count: 10, events, toFloor })
    const before = await inspector.cpuUs()
    await herd.call('publish', { count, events, toFloor })
    return ((await inspector.cpuUs()) - before) / count
  }
  return { single: await cost(1, 50), burst: await cost(burst, 20) }
}

async function measureRound(
  { inspector, herd, toFloor, roadUs }: Contestant,
  events: number,
  count: number,
): Promise<Round> {
  const before = await inspector.cpuUs()
  const publications: Publication[] = await herd.call('publish', { count, events, toFloor })
  const spent = (await inspector.cpuUs()) - before - count * (events === 1 ? roadUs.single : roadUs.burst)
  const deliveries = publications.reduce((sum, publication) => sum + publication.deliveries, 0)
  return {
    deliveriesPerCpuS: (deliveries / spent) * 1e6,
    deliveriesPerS: median(publications.map((p) => (p.deliveries / (p.last_ms - p.first_ms)) * 1_000)),
    p50: median(publications.map((p) => p.p50_ms)),
    p99: median(publications.map((p) => p.p99_ms)),
  }
}
