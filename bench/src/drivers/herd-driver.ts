import { setTimeout as delay } from 'node:timers/promises'
import { nowMs } from '../measure/clock.ts'
import { percentile } from '../measure/statistics.ts'
import { servePart } from '../parts/serve-part.ts'
import { type DialectName, dialects } from './dialects.ts'
import { Closed, HerdClient, type HerdClientOptions, Refused } from './herd-client.ts'
import { HttpConnection, requestBytes } from './http-connection.ts'
import { type Post, type SupplyOptions, WebhookSupply } from './webhook-supply.ts'

/**
 * Thousands of sockets to one server, in a process of their own, and the hand that publishes what they receive: all
 * times are taken by one clock.
 */
export type HerdDriver = typeof operations

export interface HerdOptions {
  port: number
  dialect: DialectName
  count: number
  /** Whom the sockets speak for, in turn. */
  tokens: readonly string[]
}

/** What happened to one publication on its way to all sockets, in milliseconds since it was posted. */
export interface Publication {
  deliveries: number
  first_ms: number
  last_ms: number
  p50_ms: number
  p99_ms: number
}

/** What happened to sockets that came back, in milliseconds since `since`. */
export interface Return {
  clients: number
  events: number
  expected: number
  refusals: number
  p50_ms: number
  p99_ms: number
  last_ms: number
}

/** What stands once in every event with a message. */
const marker = Buffer.from('"type":"new_message"')
const patienceMs = 60_000
const openAtOnce = 200

let herd: HerdClient[] = []
type Reopening = Pick<HerdClientOptions, 'token' | 'cursor' | 'onText'>
let reopen: (client: Reopening, index: number) => Promise<HerdClient> = () => {
  throw new Error('no herd has been opened')
}
let supply: WebhookSupply | null = null
let sample: Buffer | null = null
let port = 0

const operations = {
  supply(options: SupplyOptions): void {
    supply = new WebhookSupply(options)
  },

  /** As many sockets at once as there are, to a server that only says that it is there. */
  async openAtOnce({ port, dialect, count }: Omit<HerdOptions, 'tokens'>): Promise<Pick<Return, 'p50_ms' | 'p99_ms'>> {
    operations.close()
    const began = nowMs()
    const arrivals: number[] = []
    herd = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const options = { port, dialect: dialects[dialect], token: '', cursor: null, onText: () => {} }
        const client = await HerdClient.open({ ...options, localAddress: loopback(index) })
        arrivals.push(nowMs() - began)
        return client
      }),
    )
    return { p50_ms: percentile(arrivals, 0.5), p99_ms: percentile(arrivals, 0.99) }
  },

  /** Resolves with how many refusals it took, when all sockets are live. */
  async open({ dialect, count, tokens, ...options }: HerdOptions): Promise<number> {
    port = options.port
    reopen = (client, index) =>
      HerdClient.open({ ...client, port, localAddress: loopback(index), dialect: dialects[dialect] })
    let refusals = 0
    const wanted = Array.from({ length: count }, (_, i) => i)
    herd = Array.from<HerdClient>({ length: count })
    const opening = async () => {
      for (let index = wanted.pop(); index !== undefined; index = wanted.pop()) {
        const token = tokens[index % tokens.length] ?? ''
        const opened = await persist(index, { token, cursor: null, onText: () => {} })
        herd[index] = opened.client
        refusals += opened.refusals
      }
    }
    await Promise.all(Array.from({ length: openAtOnce }, opening))
    return refusals
  },

  /** A frame with one event, as the server sends it: what the floor and the peer are to send. */
  async sample(): Promise<Uint8Array> {
    await operations.publish({ count: 1, events: 1, toFloor: false })
    return sample!
  },

  close(): void {
    for (const client of herd) client.destroy()
    herd = []
  },

  /** Posts `count` times and waits each time until everybody has everything. */
  async publish({
    count,
    events,
    toFloor,
  }: {
    count: number
    events: number
    toFloor: boolean
  }): Promise<Publication[]> {
    const posts: Pick<Post, 'request'>[] = toFloor
      ? Array.from({ length: count }, () => ({ request: floorRequest(events) }))
      : supply!.posts(count * events, events)
    const publications: Publication[] = []
    const connection = await HttpConnection.open(port)
    for (const { request } of posts) {
      publications.push(await publishOne(connection, request, events))
      await delay(20)
    }
    connection.close()
    return publications
  },

  /** Cuts every connection, as a network does: without a word. */
  cut(): void {
    for (const client of herd) client.destroy()
  },

  /** Posts without waiting for anybody to hear of it. */
  async post({ messages }: { messages: number }): Promise<void> {
    const connection = await HttpConnection.open(port)
    for (const { request } of supply!.posts(messages, 1)) await postOne(connection, request)
    connection.close()
  },

  /**
   * All of them come back with their cursors, each as soon as the server takes it, and wait for `events` events.
   * `since`: when the server listened, by `nowMs`.
   */
  async comeBack({ events, since }: { events: number; since: number }): Promise<Return> {
    const arrivals: number[] = []
    let received = 0
    let refusals = 0
    const everybody = herd.map(async ({ token, cursor }, index) => {
      const ear = new Ear(events)
      const opened = await persist(index, { token, cursor, onText: ear.hear })
      opened.client.onClose = ear.close
      herd[index] = opened.client
      refusals += opened.refusals
      const heard = await ear.heard
      received += heard
      if (heard === events) arrivals.push(nowMs() - since)
    })
    await Promise.all(everybody)
    return {
      clients: herd.length,
      events: received,
      expected: herd.length * events,
      refusals,
      p50_ms: percentile(arrivals, 0.5),
      p99_ms: percentile(arrivals, 0.99),
      last_ms: percentile(arrivals, 1),
    }
  },
}

/** Tries until the server takes the socket, with full jitter between the attempts, as the SDK does. */
async function persist(index: number, client: Reopening): Promise<{ client: HerdClient; refusals: number }> {
  for (let refusals = 0; ; refusals++) {
    try {
      return { client: await reopen(client, index), refusals }
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Closed)) throw error
      await delay(Math.random() * Math.min(5_000, 500 * 2 ** Math.min(refusals, 6)))
    }
  }
}

/** Counts what one socket hears until it is enough, the connection ends or nothing more comes. */
class Ear {
  readonly heard: Promise<number>
  readonly hear: (payload: Buffer) => void
  readonly close: () => void

  constructor(enough: number) {
    const { promise, resolve } = Promise.withResolvers<number>()
    let count = 0
    const late = setTimeout(() => resolve(count), patienceMs)
    this.heard = promise.finally(() => clearTimeout(late))
    this.hear = (payload) => {
      count += countEvents(payload)
      if (count >= enough) resolve(count)
    }
    this.close = () => resolve(count)
  }
}

/** Resolves when everybody has everything and the POST has been answered, whichever is later. */
async function publishOne(connection: HttpConnection, request: Buffer, events: number): Promise<Publication> {
  const at = new Float64Array(herd.length * events)
  const began = nowMs()
  const delivered = everyDelivery((count, done) => {
    at.fill(nowMs() - began, done, done + count)
  }, at.length)
  await Promise.all([postOne(connection, request), delivered])
  return {
    deliveries: at.length,
    first_ms: at[0]!,
    last_ms: at.at(-1)!,
    p50_ms: percentile(at, 0.5),
    p99_ms: percentile(at, 0.99),
  }
}

/** Tells of deliveries to all sockets as they come: how many in this frame, and how many before it. */
function everyDelivery(onDelivery: (count: number, before: number) => void, expected: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let done = 0
  const late = setTimeout(
    () => reject(new Error(`${expected - done} of ${expected} deliveries never came`)),
    patienceMs,
  )
  const onText = (payload: Buffer) => {
    const count = countEvents(payload)
    if (count === 0) return
    sample ??= Buffer.from(payload)
    onDelivery(count, done)
    done += count
    if (done >= expected) resolve()
  }
  for (const client of herd) client.onText = onText
  return promise.finally(() => clearTimeout(late))
}

function postOne(connection: HttpConnection, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.send(request, (status) => {
      if (status === 200) resolve()
      else reject(new Error(`the publication was answered with ${status}`))
    })
  })
}

function countEvents(payload: Buffer): number {
  let count = 0
  for (let at = payload.indexOf(marker); at >= 0; at = payload.indexOf(marker, at + marker.length)) count++
  return count
}

function floorRequest(events: number): Buffer {
  const body = Buffer.from(String(events))
  return requestBytes('POST', '/publish', { 'content-length': String(body.length) }, body)
}

/** All of 127.0.0.0/8 is this machine on Linux; elsewhere only one address of it is. */
function loopback(index: number): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  return `127.1.${(index >> 7) & 0xff}.${(index & 0x7f) + 1}`
}

servePart(operations)
