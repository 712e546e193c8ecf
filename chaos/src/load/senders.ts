import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '@switchboard/meta-sandbox/wire'
import type { Chatter, Parcel } from './chatter.ts'
import type { Gate } from './gate.ts'
import type { Ledger } from './ledger.ts'
import { Poster } from './poster.ts'

export interface SendersOptions {
  url: string
  ledger: Ledger
  /** Open while it is worth trying. */
  gate: Gate
  chatters: readonly { chatter: Chatter; random: Random }[]
  /** How many items of a POST there may be. */
  mostItems?: number
  /** The share of POSTs that repeat an earlier one. */
  duplicates?: number
  /** Milliseconds between two POSTs of one sender. */
  pauseMs?: number
  onAcknowledged?(parcel: Parcel): void
}

/** What the senders saw. Everything but 200 and a broken connection is an answer that the platform would note. */
export interface Tally {
  posts: number
  repeats: number
  broken: number
  answers: Map<number, number>
}

const recent = 30

/** Platforms that post without end, each over its own connection, until `stop`. */
export class Senders {
  readonly tally: Tally = { posts: 0, repeats: 0, broken: 0, answers: new Map() }
  readonly #options: SendersOptions
  readonly #running: Promise<void>[]
  #isStopping = false

  constructor(options: SendersOptions) {
    this.#options = options
    this.#running = options.chatters.map(({ chatter, random }) => this.#send(chatter, random))
  }

  /** Resolves when what was under way has been acknowledged; the gate has to be open for that. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#running)
  }

  async #send(chatter: Chatter, random: Random): Promise<void> {
    const { url, ledger, mostItems = 20, duplicates = 0.05, pauseMs = 0, onAcknowledged } = this.#options
    const poster = new Poster(url)
    const earlier: Parcel[] = []
    while (!this.#isStopping) {
      if (earlier.length > 0 && random.chance(duplicates)) {
        this.tally.repeats += 1
        await this.#deliver(poster, random.pick(earlier), random)
        continue
      }
      const parcel = chatter.parcel(random.chance(0.5) ? 1 : random.between(1, mostItems))
      await this.#deliver(poster, parcel, random)
      ledger.acknowledge(parcel.effects)
      onAcknowledged?.(parcel)
      earlier.push(parcel)
      if (earlier.length > recent) earlier.shift()
      if (pauseMs > 0) await delay(pauseMs)
    }
    poster.close()
  }

  /** As a platform does: the same bytes again until they are acknowledged. */
  async #deliver(poster: Poster, { platform, headers, body }: Parcel, random: Random): Promise<void> {
    for (;;) {
      await this.#options.gate.passed()
      this.tally.posts += 1
      const reply = await poster.post(`/webhooks/${platform}`, headers, body)
      if (reply?.status === 200) return
      if (reply) this.tally.answers.set(reply.status, (this.tally.answers.get(reply.status) ?? 0) + 1)
      else this.tally.broken += 1
      await delay(random.between(5, 25))
    }
  }
}
