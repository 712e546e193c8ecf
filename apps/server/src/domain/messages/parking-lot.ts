import type { Fact } from '@switchboard/platform-kit'
import { columnArrays, insertRows } from '../../db/bulk.ts'
import { answers, type Statement, send, type Tx } from '../../db/database.ts'

/** A message as its platform names it. */
export interface NamedMessage {
  account_id: string
  external_id: string
}

export const namedColumns = { account_id: 'uuid', external_id: 'text' } as const

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

  static async load(tx: Tx, arriving: readonly NamedMessage[]): Promise<ParkingLot> {
    const lot = new ParkingLot()
    if (arriving.length === 0) return lot
    const rows = await send<ParkedFact>(tx, loadParked, columnArrays(namedColumns, arriving))
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
    const parking = insertRows(tx, 'parked_facts', columns, [...this.#parked])
    await answers([parking, this.#leave(tx)])
  }

  async #leave(tx: Tx): Promise<void> {
    if (this.#leaving.length === 0) return
    await send(tx, dropParked, [
      this.#leaving.map(({ account_id }) => account_id),
      this.#leaving.map(({ platform_message_id }) => platform_message_id),
    ])
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

const loadParked: Statement = {
  name: 'load-parked',
  text: `
    select p.account_id, p.platform_message_id, p.inbound_event_id, p.fact from parked_facts p
    join unnest($1::uuid[], $2::text[]) as wanted (account_id, platform_message_id)
      using (account_id, platform_message_id)
    order by p.inbound_event_id`,
}

const dropParked: Statement = {
  name: 'drop-parked',
  text: `
    delete from parked_facts p using unnest($1::uuid[], $2::text[]) as gone (account_id, platform_message_id)
    where p.account_id = gone.account_id and p.platform_message_id = gone.platform_message_id`,
}
