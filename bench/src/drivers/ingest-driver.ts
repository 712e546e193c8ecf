import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../measure/statistics.ts'
import { servePart } from '../parts/serve-part.ts'
import { HttpConnection } from './http-connection.ts'
import { type Subscriber, type SubscriberTarget, subscribe } from './subscriber.ts'
import { type Post, type SupplyOptions, WebhookSupply } from './webhook-supply.ts'

/**
 * The source of webhooks, a process of its own. It posts to one target at a time: to the server, where a message counts
 * when it has arrived on a subscriber's socket, or to the floor, where it counts when the POST is answered.
 */
export type IngestDriver = typeof operations

export interface Target {
  port: number
  connections: number
  /** Null: the answer counts. */
  subscriber: SubscriberTarget | null
}

/** What a round of load found. Latencies from the moment a POST was due, in milliseconds. */
export interface Load {
  messages: number
  messages_per_s: number
  p50_ms: number
  p99_ms: number
  refused: number
}

/** How long a message may take before the benchmark is called off. */
const patienceMs = 60_000

let supply: WebhookSupply | null = null
let field: Field | null = null

const operations = {
  supply(options: SupplyOptions): void {
    supply = new WebhookSupply(options)
  },
  async aim(target: Target): Promise<void> {
    field?.close()
    field = await Field.open(target)
  },
  /** Every customer writes once. */
  async introduce(): Promise<Load> {
    return field!.saturate(supply!.introductions(50), 2_000)
  },
  /** As fast as it goes, with at most `window` messages between a POST and the place where they count. */
  async saturate({ messages, perPost, window }: { messages: number; perPost: number; window: number }): Promise<Load> {
    return field!.saturate(supply!.posts(messages, perPost), window)
  },
  /** At a given rate, whatever comes back. */
  async pace({ messages, messagesPerS }: { messages: number; messagesPerS: number }): Promise<Load> {
    return field!.pace(supply!.posts(messages, 1), messagesPerS)
  },
}

/** The connections to one target, and what is on its way to it. */
class Field {
  readonly #connections: HttpConnection[]
  readonly #byAnswer: boolean
  #subscriber: Subscriber | null = null
  /** When each message that has not arrived was due. */
  readonly #due = new Map<string, number>()
  #latencies: number[] = []
  #refused = 0
  #onProgress: () => void = () => {}

  private constructor(connections: HttpConnection[], byAnswer: boolean) {
    this.#connections = connections
    this.#byAnswer = byAnswer
  }

  static async open({ port, connections, subscriber }: Target): Promise<Field> {
    const opening = Array.from({ length: connections }, () => HttpConnection.open(port))
    const field = new Field(await Promise.all(opening), subscriber === null)
    if (subscriber) field.#subscriber = await subscribe(subscriber, (id) => field.#arrived(id))
    return field
  }

  close(): void {
    this.#subscriber?.close()
    for (const connection of this.#connections) connection.close()
  }

  async saturate(posts: readonly Post[], window: number): Promise<Load> {
    return this.#measure(posts, (next) => {
      const perPost = posts[0]!.messageIds.length
      const feed = () => {
        for (const connection of this.#connections) {
          if (this.#due.size + perPost > Math.max(window, perPost)) return
          if (!connection.isIdle) continue
          const post = next()
          if (!post) return
          this.#send(connection, post, performance.now())
        }
      }
      this.#onProgress = feed
      feed()
    })
  }

  async pace(posts: readonly Post[], messagesPerS: number): Promise<Load> {
    return this.#measure(posts, async (next) => {
      const everyMs = (1_000 * posts[0]!.messageIds.length) / messagesPerS
      const began = performance.now()
      const late: { post: Post; due: number }[] = []
      const feed = () => {
        for (const connection of this.#connections) {
          if (late.length === 0) return
          if (connection.isIdle) {
            const { post, due } = late.shift()!
            this.#send(connection, post, due)
          }
        }
      }
      this.#onProgress = feed
      for (let sent = 0, post = next(); post; ) {
        const due = began + sent * everyMs
        if (due > performance.now()) {
          await delay(1)
          continue
        }
        late.push({ post, due })
        feed()
        sent++
        post = next()
      }
    })
  }

  async #measure(posts: readonly Post[], run: (next: () => Post | undefined) => unknown): Promise<Load> {
    this.#latencies = []
    this.#refused = 0
    let taken = 0
    const messages = posts.reduce((sum, post) => sum + post.messageIds.length, 0)
    const began = performance.now()
    await run(() => posts[taken++])
    await this.#allArrived(messages)
    const seconds = (performance.now() - began) / 1_000
    return {
      messages,
      messages_per_s: messages / seconds,
      p50_ms: percentile(this.#latencies, 0.5),
      p99_ms: percentile(this.#latencies, 0.99),
      refused: this.#refused,
    }
  }

  async #allArrived(messages: number): Promise<void> {
    let before = -1
    for (let quietMs = 0; this.#latencies.length < messages; quietMs += 5) {
      if (this.#latencies.length !== before) quietMs = 0
      if (quietMs > patienceMs) throw new Error(`${messages - this.#latencies.length} messages never arrived`)
      before = this.#latencies.length
      await delay(5)
    }
  }

  #send(connection: HttpConnection, post: Post, due: number): void {
    for (const id of post.messageIds) this.#due.set(id, due)
    connection.send(post.request, (status) => {
      if (status !== 200) {
        // As a platform does: the same again, a little later.
        this.#refused++
        if (status === 0) throw new Error('the target closed a connection')
        setTimeout(() => this.#send(connection, post, due), 20)
        return
      }
      if (this.#byAnswer) for (const id of post.messageIds) this.#arrived(id)
      this.#onProgress()
    })
  }

  #arrived(id: string): void {
    const due = this.#due.get(id)
    if (due === undefined) return // somebody else's, or of an earlier round
    this.#due.delete(id)
    this.#latencies.push(performance.now() - due)
    if (!this.#byAnswer) this.#onProgress()
  }
}

servePart(operations)
