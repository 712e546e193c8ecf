import type { ServerProcess } from '../../tools/server-process.ts'
import { megabytes, percentile } from './figures.ts'

/** Watches what a server holds in memory while work is done: what it needs at first, and what it keeps in the end. */
export class Memory {
  peakBytes = 0
  readonly #server: ServerProcess
  readonly #early: number[] = []
  readonly #late: number[] = []

  constructor(server: ServerProcess) {
    this.#server = server
  }

  /** `share`: how much of the work is done. Warming up is not growth. */
  look(share: number): void {
    if (!this.#server.isRunning) return
    const bytes = this.#server.residentBytes()
    this.peakBytes = Math.max(this.peakBytes, bytes)
    if (share >= 0.2 && share < 0.4) this.#early.push(bytes)
    if (share >= 0.8) this.#late.push(bytes)
  }

  /** From the second fifth of the work to the last, by their medians; null where that cannot be known. */
  growthMb(): number | null {
    const [before, after] = [percentile(this.#early, 0.5), percentile(this.#late, 0.5)]
    return before > 0 ? megabytes(after - before) : null
  }
}
