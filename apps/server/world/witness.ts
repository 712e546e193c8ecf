import { setTimeout as delay } from 'node:timers/promises'
import { type Client, createClient, differences } from '@switchboard/sdk'
import type { WorldMember } from './member.ts'

const window = { conversations_limit: 500, messages_limit: 100 }

/**
 * A member's client that watches a scenario from its start. At the end it holds the server to the law: what it was told
 * at first and every event since make what a fresh snapshot says.
 */
export class Witness implements AsyncDisposable {
  readonly client: Client
  readonly #member: WorldMember
  readonly #seen = new Set<string>()
  readonly #twice: string[] = []

  private constructor(member: WorldMember) {
    this.#member = member
    this.client = createClient({ url: member.url, token: member.token, ...window })
    this.client.onEvent(({ id }) => {
      if (this.#seen.has(id)) this.#twice.push(id)
      this.#seen.add(id)
    })
  }

  static async of(member: WorldMember): Promise<Witness> {
    const witness = new Witness(member)
    witness.client.connect()
    await witness.until(() => witness.client.connection.status.is === 'live')
    return witness
  }

  /** Resolves when the store is what a fresh snapshot is, and no event has come twice; else rejects with what differs. */
  async agrees(): Promise<void> {
    let found: string[] = []
    await this.until(async () => {
      const fresh = await this.client.requests.snapshot(window)
      found = differences(this.client.store.state!, fresh, { messages_limit: window.messages_limit })
      return found.length === 0
    }).catch(() => {
      throw new Error(`the law is broken for ${this.#member.email}:\n  ${found.join('\n  ')}`)
    })
    if (this.#twice.length > 0) throw new Error(`told twice: ${this.#twice.join(', ')}`)
  }

  async until(holds: () => boolean | Promise<boolean>, within_ms = 15_000): Promise<void> {
    const deadline = Date.now() + within_ms
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error('waited in vain')
      await delay(5)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close()
  }
}
