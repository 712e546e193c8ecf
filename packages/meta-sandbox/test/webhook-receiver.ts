import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxOptions } from '../src/index.ts'

export const secrets = { appSecret: 'app-secret', verifyToken: 'verify-me' }

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  bytes: Buffer
  payload: Payload
}

/** The parts of a payload that tests look into, each where it is to be expected; the rest they compare as a whole. */
export interface Payload {
  object: string
  entry: Entry[]
}

export interface Entry {
  id: string
  messaging: Messaging[]
  standby: unknown[]
  changes: { field: string; value: Value }[]
}

export interface Messaging {
  sender: { id: string }
  recipient: { id: string }
  timestamp: number
  message: { mid: string; text: string; attachments: { payload: { url: string } }[] }
}

export interface Value {
  contacts: { wa_id: string; user_id: string }[]
  messages: Item[]
  message_echoes: Item[]
  statuses: Item[]
}

export interface Item {
  id: string
  timestamp: string
  type: string
  text: { body: string }
  image: { id: string; sha256: string }
  video: { id: string }
  location: unknown
}

/** What answers a webhook: a status, or the response itself to be left hanging or broken. */
export type Behaviour = (received: Received, response: ServerResponse) => number | undefined

/** The other side of the network: a server that takes webhooks, and knows nothing of how the sandbox makes them. */
export class WebhookReceiver {
  readonly received: Received[] = []
  readonly challenges: URLSearchParams[] = []
  behaviour: Behaviour = () => 200
  verifyToken = secrets.verifyToken
  /** What it answers to a challenge that it accepts. */
  echoOf = (challenge: string): string => challenge
  #url = ''
  #waiters: { count: number; resolve: () => void }[] = []
  readonly #server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET') {
      this.challenges.push(url.searchParams)
      const isRight = url.searchParams.get('hub.verify_token') === this.verifyToken
      response
        .writeHead(isRight ? 200 : 403)
        .end(isRight ? this.echoOf(url.searchParams.get('hub.challenge') ?? '') : 'no')
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const payload = JSON.parse(bytes.toString()) as Payload
      const received = { path: url.pathname, headers: request.headers, bytes, payload }
      this.received.push(received)
      const status = this.behaviour(received, response)
      if (status !== undefined) response.writeHead(status).end('ok')
      this.#wake()
    })
  })

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    receiver.#url = `http://127.0.0.1:${(receiver.#server.address() as AddressInfo).port}`
    return receiver
  }

  get url(): string {
    return this.#url
  }

  get webhooks(): Required<NonNullable<SandboxOptions['webhook']>> {
    return {
      instagram: `${this.#url}/instagram`,
      messenger: `${this.#url}/messenger`,
      whatsapp: `${this.#url}/whatsapp`,
    }
  }

  /** Every element of a Page's or an Instagram account's `messaging`, in the order of arrival. */
  get messaging(): Messaging[] {
    return this.#entries.flatMap((entry) => entry.messaging ?? [])
  }

  /** Every WhatsApp change's value, in the order of arrival. */
  get values(): Value[] {
    return this.#entries.flatMap((entry) => (entry.changes ?? []).map((change) => change.value))
  }

  /** Every text that has arrived, on any platform. */
  get texts(): string[] {
    const onPages = this.messaging.map(({ message }: Partial<Messaging>) => message?.text)
    const onWhatsApp = this.values.flatMap((value: Partial<Value>) => (value.messages ?? []).map(textOf))
    return [...onPages, ...onWhatsApp].filter((text) => text !== undefined)
  }

  /** Resolves when that many webhooks have arrived. */
  async has(count: number): Promise<void> {
    if (this.received.length >= count) return
    await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  get #entries(): Partial<Entry>[] {
    return this.received.flatMap(({ payload }) => payload.entry)
  }

  #wake(): void {
    const met = this.#waiters.filter(({ count }) => this.received.length >= count)
    this.#waiters = this.#waiters.filter((waiter) => !met.includes(waiter))
    for (const { resolve } of met) resolve()
  }
}

function textOf({ text }: Partial<Item>): string | undefined {
  return text?.body
}

/** The signature as the platforms' documentation tells a receiver to compute it. */
export function expectedSignature(bytes: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`
}
