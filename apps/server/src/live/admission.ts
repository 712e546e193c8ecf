import type { IncomingMessage } from 'node:http'
import type { Limits } from './limits.ts'
import { TokenBucket } from './pacing.ts'

/**
 * Who may begin a handshake. Sockets that have not said who they are yet are counted, per address and altogether; those
 * of this machine only altogether, because a proxy in front of us would make everybody one address.
 */
export class Admission {
  readonly #limits: Limits
  readonly #handshakes: TokenBucket
  readonly #byAddress = new Map<string, number>()
  #waiting = 0

  constructor(limits: Limits, now: number) {
    this.#limits = limits
    this.#handshakes = new TokenBucket(limits.handshakesPerSecond, limits.handshakeBurst, now)
  }

  /** Takes a place, or says why there is none. A place is given back with `leave`, once. */
  enter(address: string | null, now: number): 'ok' | 'handshakes' | 'waiting' | 'address' {
    if (this.#waiting >= this.#limits.waiting) return 'waiting'
    const count = address === null ? 0 : (this.#byAddress.get(address) ?? 0)
    if (count >= this.#limits.waitingPerAddress) return 'address'
    if (!this.#handshakes.take(now)) return 'handshakes'
    this.#waiting++
    if (address !== null) this.#byAddress.set(address, count + 1)
    return 'ok'
  }

  leave(address: string | null): void {
    this.#waiting--
    if (address === null) return
    const count = this.#byAddress.get(address)! - 1
    if (count > 0) this.#byAddress.set(address, count)
    else this.#byAddress.delete(address)
  }
}

/**
 * Where a handshake comes from: the peer, or, where the peer is on this machine and so a proxy of ours, whom it names
 * last. Null for what really is on this machine.
 */
export function addressOf(request: IncomingMessage): string | null {
  const peer = request.socket.remoteAddress ?? null
  if (peer !== null && !isLoopback(peer)) return peer
  const forwarded = request.headers['x-forwarded-for']
  const named = String(forwarded ?? '')
    .split(',')
    .at(-1)!
    .trim()
  return named === '' || isLoopback(named) ? null : named
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
