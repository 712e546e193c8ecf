import type { FromDriver, ToDriver } from './driver-messages.ts'
import { Seat } from './seat.ts'

/**
 * A process full of clients, as they run in somebody's program. It does as the scenario says, and ends with the process
 * that started it.
 */
let seats = new Map<string, Seat>()

process.on('message', (message: ToDriver) => {
  void obey(message).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))

async function obey(message: ToDriver): Promise<void> {
  if (message.op === 'start') {
    seats = new Map(message.listeners.map((listener) => [listener.key, new Seat(message.url, listener)]))
  } else if (message.op === 'bounce') {
    for (const key of message.keys) seats.get(key)?.bounce(message.keepsState)
  } else if (message.op === 'calm') {
    for (const seat of seats.values()) seat.calm()
  } else {
    const told = await Promise.all([...seats.values()].map((seat) => seat.settle(message.withinMs)))
    const report: FromDriver = { op: 'report', told }
    process.send?.(report)
  }
}
