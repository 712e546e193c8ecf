import type { Act } from '../cast/act.ts'
import type { Customer } from '../cast/customer.ts'
import type { Clock } from '../clock.ts'
import { Random } from '../random.ts'
import { type Beat, backlog, type Newest } from './backlog.ts'
import { type Manner, manners } from './manners.ts'

export interface ScriptOptions {
  seed: string
  clock: Clock
  customers: () => readonly Customer[]
  /** How many deliveries have not ended. */
  pending: () => number
  drained: () => Promise<void>
}

export interface StartOptions {
  /** False: go on writing, without the conversations of the last days. For a demo whose server already has them. */
  backlog?: boolean | undefined
}

/** While the receiver is down nobody writes more than this. */
const mostPending = 200
const pauseMs = [2_000, 6_000] as const

/** The play: conversations of the last two days at once, and then somebody who writes every few seconds. */
export class Script {
  readonly #options: ScriptOptions
  #random: Random
  #speed = 1
  #isRunning = false
  #turns = new Map<string, number>()
  #cancels = new Map<string, () => void>()

  constructor(options: ScriptOptions) {
    this.#options = options
    this.#random = new Random(`${options.seed}/script`)
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  get speed(): number {
    return this.#speed
  }

  /** Resolves when the backlog has been delivered (or given up). Starting twice changes nothing. */
  async start({ backlog: isTold = true }: StartOptions = {}): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    if (isTold) this.#tellBacklog()
    this.#planNext()
    for (const customer of this.#cast()) this.#planOwnPace(customer)
    if (isTold) await this.#options.drained()
  }

  stop(): void {
    this.#isRunning = false
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }

  /** 2: twice as fast. Counts from the next pause on. Throws a RangeError unless it is more than 0 and at most 100. */
  setSpeed(speed: number): void {
    if (!(speed > 0 && speed <= 100)) throw new RangeError('"speed" is a number above 0, up to 100.')
    this.#speed = speed
  }

  /** Stops, and forgets what has been played: the next start draws the same again. */
  rewind(): void {
    this.stop()
    this.#speed = 1
    this.#turns = new Map()
    this.#random = new Random(`${this.#options.seed}/script`)
  }

  #cast(): readonly Customer[] {
    return this.#options.customers().filter((customer) => customer.isScripted)
  }

  #tellBacklog(): void {
    const now = this.#options.clock.now()
    const beats = this.#cast().flatMap((customer) =>
      (backlog[customer.handle] ?? []).map((beat) => ({ customer, beat })),
    )
    // Oldest first over all conversations, so that the newest arrive last. The sort keeps equal times in order.
    beats.sort((left, right) => right.beat.minutesAgo - left.beat.minutesAgo)
    for (const { customer, beat } of beats) play(customer, beat, now - beat.minutesAgo * 60_000)
  }

  #planNext(): void {
    const pause = this.#random.between(...pauseMs) / this.#speed
    this.#cancels.set(
      '',
      this.#options.clock.after(pause, () => this.#playNext()),
    )
  }

  #playNext(): void {
    this.#planNext()
    const customer = this.#pick()
    if (customer && this.#options.pending() < mostPending) this.#takeTurn(customer)
  }

  #pick(): Customer | undefined {
    const hat = this.#cast().flatMap((customer) => Array.from({ length: mannerOf(customer).weight }, () => customer))
    return hat.length > 0 ? this.#random.pick(hat) : undefined
  }

  #planOwnPace(customer: Customer): void {
    const { everyMs } = mannerOf(customer)
    if (everyMs === undefined) return
    const again = () => {
      this.#planOwnPace(customer)
      this.#takeTurn(customer)
    }
    this.#cancels.set(customer.handle, this.#options.clock.after(everyMs, again))
  }

  #takeTurn(customer: Customer): void {
    const turn = this.#turns.get(customer.handle) ?? 0
    this.#turns.set(customer.handle, turn + 1)
    for (const act of mannerOf(customer).next(this.#random, customer, turn)) customer.begin(act)
  }
}

function mannerOf(customer: Customer): Manner {
  return manners[customer.handle]!
}

function play(customer: Customer, { act, shopSays, reads }: Beat, at: number): void {
  const newest: Newest = { own: newestOf(customer, 'customer'), shop: newestOf(customer, 'account') }
  if (act) customer.begin(actOf(act, newest), at)
  if (shopSays !== undefined) customer.account.beginEcho(customer, shopSays, at)
  if (reads) customer.account.beginStatus(customer, newest.shop, 'read', { at })
}

function actOf(act: Act | ((newest: Newest) => Act), newest: Newest): Act {
  return typeof act === 'function' ? act(newest) : act
}

function newestOf(customer: Customer, side: 'customer' | 'account'): string {
  return customer.thread.findLast((said) => said.from === side)?.id ?? ''
}
