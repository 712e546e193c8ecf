import { setTimeout as delay } from 'node:timers/promises'
import { type Client, createClient, differences, type InboxState, type Observer, sessionTokens } from '@switchboard/sdk'
import type { Listener, Told } from './driver-messages.ts'
import type { Step } from './steps.ts'

/** One client of the SDK over all its lives, and every step that its store made. */
export class Seat {
  readonly #url: string
  readonly #listener: Listener
  readonly #steps: Step[] = []
  readonly #catchUpsMs: number[] = []
  readonly #calmCatchUpsMs: number[] = []
  #isCalm = false
  #openedAt: number | null = null
  #client: Client

  constructor(url: string, listener: Listener) {
    this.#url = url
    this.#listener = listener
    this.#client = this.#open(null)
  }

  /** The program ends and is started again: with what it had kept, or with nothing. */
  bounce(keepsState: boolean): void {
    this.#client.close()
    this.#client = this.#open(keepsState ? this.#client.store.state : null)
  }

  /** The network is calm from now on. */
  calm(): void {
    this.#isCalm = true
    this.#openedAt = null
  }

  /** Waits until the store says what a fresh snapshot says, and tells how it differs where it never does. */
  async settle(withinMs: number): Promise<Told> {
    const began = performance.now()
    let found = ['it was never live']
    while (found.length > 0 && performance.now() - began < withinMs) {
      const { connection } = this.#client
      if (connection.status.is === 'live') found = await this.#compare()
      else connection.retryNow()
      await delay(50)
    }
    const settledMs = performance.now() - began
    this.#client.close()
    const resyncs = this.#steps.filter(({ by }) => by === 'snapshot').length
    const { key } = this.#listener
    const catchUps = { catchUpsMs: this.#catchUpsMs, calmCatchUpsMs: this.#calmCatchUpsMs }
    return { key, steps: this.#steps, ...catchUps, resyncs, settledMs, differences: found }
  }

  async #compare(): Promise<string[]> {
    const window = { messages_limit: 40 }
    try {
      const fresh = await this.#client.requests.snapshot({ conversations_limit: 200, ...window })
      const { state } = this.#client.store
      return state ? differences(state, fresh, window) : ['it holds nothing']
    } catch (error) {
      return [`no fresh snapshot: ${String(error)}`]
    }
  }

  #open(state: InboxState | null): Client {
    const { session, workspaceId } = this.#listener
    const client = createClient({
      url: this.#url,
      getToken: sessionTokens(this.#url, { fetch, session_token: session, workspace_id: workspaceId }),
      conversations_limit: 30,
      messages_limit: 10,
      ...(state && { state }),
      observer: this.#observer(),
    })
    client.connect()
    return client
  }

  #observer(): Observer {
    return {
      onApplied: (step) => this.#steps.push(step),
      onFrame: (frame) => {
        if (typeof frame !== 'object' || frame === null) return
        if (frame.op === 'hello') this.#openedAt = performance.now()
        if (frame.op !== 'ready' || frame.mode !== 'live' || this.#openedAt === null) return
        const catchUps = this.#isCalm ? this.#calmCatchUpsMs : this.#catchUpsMs
        catchUps.push(performance.now() - this.#openedAt)
        this.#openedAt = null
      },
    }
  }
}
