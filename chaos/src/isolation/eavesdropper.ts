import { WebSocket } from 'ws'
import { call } from '../api.ts'
import { until } from '../until.ts'
import type { Person } from './tenants.ts'

interface Frame {
  op: string
  mode?: string
  cursor?: string
}

/** A member's socket that keeps every byte it is sent. */
export class Eavesdropper {
  readonly person: Person
  /** Everything that came, snapshots included. */
  heard = ''
  /** When it was closed, as `performance.now()`; null while it is open. */
  closedAt: number | null = null
  readonly #url: string
  readonly #socket: WebSocket
  #isReady = false

  /** `cursor`: where to begin; null: now. */
  constructor(url: string, person: Person, cursor: string | null) {
    this.#url = url
    this.person = person
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/realtime`)
    this.#socket.on('open', () => this.#send({ op: 'auth', token: person.token, ...(cursor !== null && { cursor }) }))
    this.#socket.on('message', (data: Buffer) => this.#take(data.toString()))
    this.#socket.on('error', () => {}) // a close follows
    this.#socket.on('close', () => {
      this.closedAt ??= performance.now()
    })
  }

  /** Resolves when it has been told where it stands. */
  async ready(): Promise<this> {
    if (!(await until(() => this.#isReady || this.closedAt !== null))) throw new Error('a socket was never ready')
    return this
  }

  async hears(text: string): Promise<boolean> {
    return until(() => this.heard.includes(text), 15_000)
  }

  close(): void {
    this.#socket.terminate()
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame))
  }

  #take(text: string): void {
    this.heard += text
    const frame = JSON.parse(text) as Frame
    if (frame.op === 'heartbeat') this.#send({ op: 'heartbeat' })
    if (frame.op !== 'ready') return
    this.#isReady = true
    if (frame.mode === 'resync') void this.#resync()
  }

  async #resync(): Promise<void> {
    const answer = await call<{ cursor?: string }>(this.#url, 'GET', '/api/v1/snapshot', { bearer: this.person.token })
    this.heard += answer.text
    if (answer.body?.cursor && this.#socket.readyState === WebSocket.OPEN) {
      this.#send({ op: 'pull', cursor: answer.body.cursor })
    }
  }
}
