/** Lets `perSecond` things through on average and `burst` of them at once. Two numbers; no timer. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  take(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

export interface SlownessLimits {
  /** Bytes that may wait in a socket before nothing more is pushed. */
  holdBytes: number
  /** Bytes after which it is given up. */
  closeBytes: number
  /** How long it may take to drain. */
  holdMs: number
}

/** What a socket with so many bytes waiting may get. `heldFor`: how long it has been draining, 0 while it is not. */
export function paceOf(bufferedBytes: number, heldFor: number, limits: SlownessLimits): 'push' | 'hold' | 'close' {
  if (bufferedBytes > limits.closeBytes || heldFor > limits.holdMs) return 'close'
  return bufferedBytes > limits.holdBytes ? 'hold' : 'push'
}
