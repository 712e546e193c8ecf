import { type Client, createClient, differences, sessionTokens } from '@switchboard/sdk'
import type { FromDriver, Listener, ToDriver, Told } from './driver-messages.ts'
import type { Step } from './steps.ts'

/**
 * A process full of clients, as they run in somebody's program: the SDK, its store and its connection, on a network
 * that goes wrong. It does as the scenario says and writes down every step that the stores make.
 */
interface Seat {
  readonly listener: Listener
  client: Client
  readonly steps: Step[]
  readonly catchUpsMs: number[]
  opened: number | null
  resyncs: number
}

const seats = new Map<string, Seat>()
let url = ''

process.on('message', (message: ToDriver) => {
  void obey(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))

async function obey(message: ToDriver): Promise<void> {
  if (message.op === 'start') {
    url = message.url
    for (const listener of message.listeners) seats.set(listener.key, takeSeat(listener))
  } else if (message.op === 'bounce') {
    for (const key of message.keys) bounce(seats.get(key)!, message.keepsState)
  } else {
    send({ op: 'report', told: await Promise.all([...seats.values()].map((seat) => settle(seat, message.withinMs))) })
  }
}

function send(message: FromDriver): void {
  process.send?.(message)
}

function takeSeat(listener: Listener): Seat {
  const seat: Omit<Seat, 'client'> = { listener, steps: [], catchUpsMs: [], opened: null, resyncs: 0 }
  const complete = seat as Seat
  complete.client = open(complete, null)
  return complete
}

/** The program ends and is started again: with what it had kept, or with nothing. */
function bounce(seat: Seat, keepsState: boolean): void {
  seat.client.close()
  const kept = seat.client.store.state
  seat.client = open(seat, keepsState ? kept : null)
}

function open(seat: Seat, state: Client['store']['state']): Client {
  const { session, workspaceId } = seat.listener
  const client = createClient({
    url,
    getToken: sessionTokens(url, { fetch, session_token: session, workspace_id: workspaceId }),
    conversations_limit: 30,
    messages_limit: 10,
    ...(state && { state }),
    observer: {
      onApplied: (step) => {
        seat.steps.push(step)
        if (step.by === 'snapshot') seat.resyncs += 1
      },
      onFrame: (frame) => {
        if (typeof frame !== 'object' || frame === null) return
        if (frame.op === 'hello') seat.opened = performance.now()
        if (frame.op === 'ready' && frame.mode === 'live' && seat.opened !== null) {
          seat.catchUpsMs.push(performance.now() - seat.opened)
          seat.opened = null
        }
      },
    },
  })
  client.connect()
  return client
}

/** Waits until the store says what a fresh snapshot says, and tells how it differs where it never does. */
async function settle(seat: Seat, withinMs: number): Promise<Told> {
  const began = performance.now()
  const until = began + withinMs
  let found = ['it was never live']
  while (performance.now() < until) {
    if (seat.client.connection.status.is === 'live') {
      found = await compare(seat.client)
      if (found.length === 0) break
    } else {
      seat.client.connection.retryNow()
    }
    await new Promise((next) => setTimeout(next, 50))
  }
  const settledMs = performance.now() - began
  seat.client.close()
  const { listener, steps, catchUpsMs, resyncs } = seat
  return { key: listener.key, steps, catchUpsMs, resyncs, settledMs, differences: found }
}

async function compare(client: Client): Promise<string[]> {
  const window = { messages_limit: 40 }
  try {
    const fresh = await client.requests.snapshot({ conversations_limit: 200, ...window })
    return client.store.state ? differences(client.store.state, fresh, window) : ['it holds nothing']
  } catch (error) {
    return [`no fresh snapshot: ${String(error)}`]
  }
}
