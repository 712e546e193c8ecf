import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Plain counting on the hot path: the numbers are collected when somebody asks for them. */
export interface GatewayMetrics {
  /** Frames with events, and how many events they carried, to all sockets together. */
  frames: number
  events: number
  ready(mode: string, reason: string): void
  closed(code: number): void
  refused(why: string): void
  slow(): void
  /** Seconds from the append to the push of the oldest event of a batch. */
  lag(seconds: number): void
}

/** Registers the metrics of one gateway. `sockets` answers with the sockets by phase. */
export function registerMetrics(registry: Registry, sockets: () => Map<string, number>): GatewayMetrics {
  const registers = [registry]
  const ready = new Counter({
    name: 'live_ready_total',
    help: 'How connections and pulls were answered: replay, live, or resync and why.',
    labelNames: ['mode', 'reason'],
    registers,
  })
  const closed = new Counter({
    name: 'live_closed_total',
    help: 'Sockets that ended, by close code.',
    labelNames: ['code'],
    registers,
  })
  const refused = new Counter({
    name: 'live_refused_total',
    help: 'Handshakes that were refused.',
    labelNames: ['why'],
    registers,
  })
  const slow = new Counter({ name: 'live_held_total', help: 'Times a socket was too slow to be pushed to.', registers })
  const lag = new Histogram({
    name: 'live_lag_seconds',
    help: 'From the append of an event to its push, for the oldest event of each batch.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })

  const metrics: GatewayMetrics = {
    frames: 0,
    events: 0,
    ready: (mode, reason) => ready.inc({ mode, reason }),
    closed: (code) => closed.inc({ code }),
    refused: (why) => refused.inc({ why }),
    slow: () => slow.inc(),
    lag: (seconds) => lag.observe(seconds),
  }
  new Gauge({
    name: 'live_sockets',
    help: 'Open sockets by what they are doing.',
    labelNames: ['phase'],
    registers,
    collect() {
      this.reset()
      for (const [phase, count] of sockets()) this.set({ phase }, count)
    },
  })
  countFrom('live_frames_total', 'Frames with events that were sent.', registry, () => metrics.frames)
  countFrom('live_events_total', 'Events that were sent, counted per socket.', registry, () => metrics.events)
  return metrics
}

function countFrom(name: string, help: string, registry: Registry, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}
