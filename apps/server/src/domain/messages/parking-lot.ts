import type { Fact } from '@switchboard/platform-kit'
import { sql } from 'kysely'
import { insertRows, prepared } from '../../db/bulk.ts'
import type { Tx } from '../../db/database.ts'

export interface ParkedFact {
  account_id: string
  platform_message_id: string
  inbound_event_id: string
  fact: Fact
}

/**
 * Facts about messages that have not arrived: edits, unsends, reactions and receipts overtake them. They wait here and
 * are applied by the transaction that learns of the message, in the order they came.
 */
export class ParkingLot {
  readonly #waiting = new Map<string, ParkedFact[]>()
  readonly #parked = new Set<ParkedFact>()
  readonly #leaving: ParkedFact[] = []

  static async load(tx: Tx, arriving: readonly { account_id: string; external_id: string }[]): Promise<ParkingLot> {
    const lot = new ParkingLot()
    if (arriving.length === 0) return lot
    const { rows } = await sql<ParkedFact>`${prepared('load-parked')}
      select p.account_id, p.platform_message_id, p.inbound_event_id, p.fact from parked_facts p
      join unnest(${arriving.map((a) => a.account_id)}::uuid[], ${arriving.map((a) => a.external_id)}::text[])
        as wanted (account_id, platform_message_id) using (account_id, platform_message_id)
      order by p.inbound_event_id`.execute(tx)
    for (const parked of rows) lot.#list(parked).push(parked)
    return lot
  }

  park(parked: ParkedFact): void {
    this.#list(parked).push(parked)
    this.#parked.add(parked)
  }

  /** Hands over what waited for this message; it will not wait again. */
  take(accountId: string, externalId: string): ParkedFact[] {
    const key = `${accountId} ${externalId}`
    const waiting = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    for (const parked of waiting) if (!this.#parked.delete(parked)) this.#leaving.push(parked)
    return waiting
  }

  async write(tx: Tx): Promise<void> {
    await insertRows(tx, 'parked_facts', columns, [...this.#parked])
    if (this.#leaving.length === 0) return
    await sql`
      delete from parked_facts p
      using unnest(${this.#leaving.map((l) => l.account_id)}::uuid[], ${this.#leaving.map((l) => l.platform_message_id)}::text[])
        as gone (account_id, platform_message_id)
      where p.account_id = gone.account_id and p.platform_message_id = gone.platform_message_id`.execute(tx)
  }

  #list({ account_id, platform_message_id }: Pick<ParkedFact, 'account_id' | 'platform_message_id'>): ParkedFact[] {
    const key = `${account_id} ${platform_message_id}`
    const list = this.#waiting.get(key) ?? []
    this.#waiting.set(key, list)
    return list
  }
}

const columns = {
  account_id: 'uuid',
  platform_message_id: 'text',
  inbound_event_id: 'uuid',
  fact: 'jsonb',
} as const
