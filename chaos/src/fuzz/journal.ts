import { createHash } from 'node:crypto'
import type pg from 'pg'
import { marksIn } from './mark.ts'
import type { Trace } from './webhooks.ts'

/** Everything in the journal by which a webhook can be recognised. */
export class JournalTraces {
  rows = 0
  readonly #marks = new Set<string>()
  readonly #jsons = new Set<string>()
  readonly #bytes = new Set<string>()
  readonly #keys = new Set<string>()
  readonly #ids = new Set<string>()

  has(trace: Trace): boolean {
    if (trace.kind === 'mark') return this.#marks.has(trace.mark)
    if (trace.kind === 'bytes') return this.#bytes.has(trace.base64)
    const key = `h:${createHash('sha256').update(trace.json).digest('hex')}`
    return this.#jsons.has(trace.json) || this.#keys.has(key)
  }

  /**
   * Whether the webhook is about something that is in the journal already: two payloads may have been mutated into the
   * same id, and then they are two deliveries of one item, of which the first is kept.
   */
  isDelivery(trace: Trace): boolean {
    return trace.kind === 'mark' && trace.scalars.some((scalar) => this.#ids.has(scalar))
  }

  /** Reads the whole journal, some hundred rows at a time. */
  static async read(audit: pg.Client): Promise<JournalTraces> {
    const traces = new JournalTraces()
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const { rows } = await audit.query<{ id: string; item_key: string; raw: string }>(
        'select id, item_key, raw::text as raw from inbound_events where id > $1 order by id limit 200',
        [after],
      )
      for (const row of rows) traces.#add(row)
      const last = rows.at(-1)
      if (!last) return traces
      after = last.id
    }
  }

  #add({ item_key, raw }: { item_key: string; raw: string }): void {
    this.rows += 1
    this.#keys.add(item_key)
    // As docs/spec/platforms.md has it: what an item is, a colon, and the id of what it is about.
    const id = /^[mswdrxeunc]{1,2}:([^:]+)/.exec(item_key)?.[1]
    if (id !== undefined) this.#ids.add(id)
    for (const mark of marksIn(raw)) this.#marks.add(mark)
    const value = JSON.parse(raw) as { invalid_json?: unknown; odd_json?: unknown } | null
    if (typeof value?.invalid_json === 'string') this.#bytes.add(value.invalid_json)
    if (typeof value?.odd_json === 'string') {
      for (const mark of marksIn(Buffer.from(value.odd_json, 'base64').toString())) this.#marks.add(mark)
    }
    if (raw.length < 100_000) this.#jsons.add(JSON.stringify(value))
  }
}
