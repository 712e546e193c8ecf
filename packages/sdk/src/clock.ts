/** Time, as far as a client needs it: milliseconds since 1970 and one-shot timers. Handed in, so that tests own it. */
export interface Clock {
  now(): number
  /** Calls back once, `ms` from now, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void
}

/** The longest wait that timers know; a longer one would fire at once. */
const longestMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestMs))
    return () => clearTimeout(timer)
  },
}
