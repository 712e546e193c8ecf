import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface IngestMetrics {
  webhook(platform: string, outcome: 'kept' | 'bad_signature' | 'overloaded' | 'failed'): void
  kept(items: number): void
  /** Call the answer with the times at which the items were received, once they are applied. */
  startBatch(items: number): (receivedAt: readonly number[]) => void
  settled(outcomes: readonly { state: string }[]): void
  failed(platform: string, state: string): void
}

export function ingestMetrics(registry: Registry, backlog: () => number): IngestMetrics {
  const registers = [registry]
  const webhooks = new Counter({
    name: 'switchboard_webhooks_total',
    help: 'Webhooks by what became of them.',
    labelNames: ['platform', 'outcome'],
    registers,
  })
  const commits = new Histogram({
    name: 'switchboard_journal_commit_items',
    help: 'Webhook items that shared one journal commit.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  })
  const batches = new Histogram({
    name: 'switchboard_apply_batch_items',
    help: 'Journal items applied in one transaction.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 250],
    registers,
  })
  const seconds = new Histogram({
    name: 'switchboard_apply_batch_seconds',
    help: 'How long such a transaction took.',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
    registers,
  })
  const lag = new Histogram({
    name: 'switchboard_apply_lag_seconds',
    help: 'From the journal to the inbox.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10],
    registers,
  })
  const items = new Counter({
    name: 'switchboard_inbound_items_total',
    help: 'Journal items by what became of them.',
    labelNames: ['state'],
    registers,
  })
  const failures = new Counter({
    name: 'switchboard_inbound_failures_total',
    help: 'Attempts that failed, and whether another follows.',
    labelNames: ['platform', 'state'],
    registers,
  })
  new Gauge({
    name: 'switchboard_apply_backlog_items',
    help: 'Items waiting in this process.',
    registers,
    collect() {
      this.set(backlog())
    },
  })

  return {
    webhook: (platform, outcome) => webhooks.inc({ platform, outcome }),
    kept: (count) => commits.observe(count),
    startBatch(count) {
      const began = performance.now()
      return (receivedAt) => {
        const now = Date.now()
        batches.observe(count)
        seconds.observe((performance.now() - began) / 1000)
        lag.observe(Math.max(0, now - Math.min(...receivedAt)) / 1000)
      }
    },
    settled(outcomes) {
      for (const { state } of outcomes) items.inc({ state })
    },
    failed: (platform, state) => failures.inc({ platform, state }),
  }
}
