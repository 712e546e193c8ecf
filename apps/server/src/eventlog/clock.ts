/** Time as an argument: a test moves it by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `work` every `ms` until the returned function is called. Never keeps the process alive. */
  every(ms: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every(ms, work) {
    const timer = setInterval(work, ms).unref()
    return () => clearInterval(timer)
  },
}
