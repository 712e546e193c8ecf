import type { Clock } from '../clock.ts'

/** Time that stands still until a test moves it. */
export class TestClock implements Clock {
  #now = Date.UTC(2026, 10, 1)
  readonly #timers = new Set<{ at: number; callback: () => void }>()
  readonly #watchers = new Set<() => void>()

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback }
    this.#timers.add(timer)
    for (const watch of this.#watchers) watch()
    return () => this.#timers.delete(timer)
  }

  /** How many timers are running. */
  get running(): number {
    return this.#timers.size
  }

  /** Moves on, and calls back whatever is due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#timers.delete(next)
      next.callback()
    }
    this.#now = end
  }

  /** Time passes unnoticed, as it does while a machine sleeps: what was due meanwhile comes late. */
  sleep(ms: number): void {
    this.#now += ms
    this.advance(0)
  }

  /** Resolves when something waits for a time within the next `ms`. */
  whenWaiting(ms = Number.POSITIVE_INFINITY): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (![...this.#timers].some(({ at }) => at <= this.#now + ms)) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }

  #next(end: number) {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }
}
