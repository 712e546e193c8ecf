import { setTimeout as delay } from 'node:timers/promises'

/** Resolves with true as soon as the condition holds, with false where it does not within that time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<boolean> {
  const end = performance.now() + withinMs
  for (;;) {
    if (await condition()) return true
    if (performance.now() >= end) return false
    await delay(4)
  }
}
