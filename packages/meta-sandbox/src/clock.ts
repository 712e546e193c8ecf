/** The sandbox's own time. It can be moved forward; whatever was due in between happens at once, in its order. */
export interface Clock {
  /** Milliseconds since 1970, as the emulated platform sees them. */
  now(): number
  /** Runs something once that much sandbox time has passed. Returns how to call it off. */
  after(delayMs: number, run: () => void): () => void
}

export interface SandboxClockOptions {
  now?: (() => number) | undefined
  /** `manual`: nothing happens by itself, only `jump` moves time. Without a `now`, time then stands still in between. */
  timers?: 'real' | 'manual' | undefined
}

interface Alarm {
  due: number
  run: () => void
}

/** setTimeout takes no more than this; a longer wait is looked at again when it has passed. */
const longestTimeoutMs = 2 ** 31 - 1

export class SandboxClock implements Clock {
  readonly #base: () => number
  readonly #isManual: boolean
  readonly #alarms: Alarm[] = []
  #offset = 0
  #timeout: NodeJS.Timeout | undefined

  constructor({ now, timers = 'real' }: SandboxClockOptions = {}) {
    this.#isManual = timers === 'manual'
    this.#base = now ?? (this.#isManual ? stoppedAt(Date.now()) : Date.now)
  }

  now(): number {
    return this.#base() + this.#offset
  }

  after(delayMs: number, run: () => void): () => void {
    const alarm = { due: this.now() + Math.max(0, delayMs), run }
    this.#alarms.splice(this.#placeOf(alarm.due), 0, alarm)
    this.#arm()
    return () => this.#forget(alarm)
  }

  /** Moves time forward in one step. Alarms that are set while ringing count from the new time. */
  jump(ms: number): void {
    this.#offset += ms
    this.#ring()
  }

  /** Calls every alarm off and takes back all jumps. */
  reset(): void {
    this.#alarms.length = 0
    this.#offset = 0
    clearTimeout(this.#timeout)
  }

  /** Alarms of the same moment ring in the order in which they were set. */
  #placeOf(due: number): number {
    let place = this.#alarms.length
    while (place > 0 && this.#alarms[place - 1]!.due > due) place--
    return place
  }

  #forget(alarm: Alarm): void {
    const place = this.#alarms.indexOf(alarm)
    if (place >= 0) this.#alarms.splice(place, 1)
  }

  #ring(): void {
    const now = this.now()
    const due = this.#alarms.findIndex((alarm) => alarm.due > now)
    const ringing = this.#alarms.splice(0, due < 0 ? this.#alarms.length : due)
    for (const alarm of ringing) alarm.run()
    this.#arm()
  }

  #arm(): void {
    if (this.#isManual) return
    clearTimeout(this.#timeout)
    const next = this.#alarms[0]
    if (!next) return
    const wait = Math.min(Math.max(0, next.due - this.now()), longestTimeoutMs)
    this.#timeout = setTimeout(() => this.#ring(), wait)
    // A forgotten sandbox must not keep a process alive.
    this.#timeout.unref()
  }
}

function stoppedAt(time: number): () => number {
  return () => time
}
