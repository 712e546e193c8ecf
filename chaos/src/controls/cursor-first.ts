import { WebSocket } from 'ws'
import { call, must } from '../api.ts'
import type { Step } from '../law/steps.ts'
import { type Member, tokenOf } from '../population.ts'

/**
 * A client as it must not be: it keeps the cursor of a frame before it has applied the frame. Where it dies in between,
 * it continues behind what it never applied. `steps` is what it did.
 */
export class CursorFirstClient {
  readonly steps: Step[] = []
  readonly #url: string
  readonly #member: Member
  readonly #dies: () => boolean
  #cursor = ''
  #socket: WebSocket | null = null
  #isClosed = false

  /** `dies` is asked at every frame with events. */
  constructor(url: string, member: Member, dies: () => boolean) {
    this.#url = url
    this.#member = member
    this.#dies = dies
  }

  async start(): Promise<void> {
    const bearer = await tokenOf(this.#url, this.#member)
    const { cursor } = await must(call<{ cursor: string }>(this.#url, 'GET', '/api/v1/snapshot', { bearer }))
    this.#cursor = cursor
    this.steps.push({ cursor, by: 'snapshot', event_ids: [] })
    this.#connect(bearer)
  }

  close(): void {
    this.#isClosed = true
    this.#socket?.terminate()
  }

  #connect(token: string): void {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/api/v1/realtime`)
    this.#socket = socket
    socket.on('open', () => socket.send(JSON.stringify({ op: 'auth', token, cursor: this.#cursor })))
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString())))
    socket.on('error', () => {}) // a close follows
    socket.on('close', () => {
      if (!this.#isClosed) setTimeout(() => this.#connect(token), 50).unref()
    })
  }

  #take(frame: { op: string; cursor: string; events: { id: string }[] }): void {
    if (this.#isClosed || frame.op !== 'events') return
    this.#cursor = frame.cursor // too early: what follows may never happen
    if (frame.events.length > 0 && this.#dies()) {
      this.#socket?.terminate()
      return
    }
    this.steps.push({ cursor: frame.cursor, by: 'events', event_ids: frame.events.map(({ id }) => id) })
  }
}
