/** What a process of the benchmark can do, by name. Arguments and results travel by structured clone. */
export type Operations = Record<string, (argument: never) => unknown>

/** A call on its way, and its answer. */
export interface Call {
  id: number
  name: string
  argument: unknown
}
export type Answer = { id: number; result: unknown } | { id: number; error: string }

/** Serves the process that started this one, and ends with it. */
export function servePart(operations: Operations): void {
  process.on('message', (call: Call) => void answer(call))
  process.once('disconnect', () => process.exit())

  async function answer({ id, name, argument }: Call) {
    try {
      process.send?.({ id, result: await operations[name]?.(argument as never) } satisfies Answer)
    } catch (error) {
      process.send?.({ id, error: (error as Error)?.stack ?? String(error) } satisfies Answer)
    }
  }
}
