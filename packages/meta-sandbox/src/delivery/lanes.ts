/** Lets what shares a lane pass one after the other, and everything else side by side. */
export class Lanes<Passenger extends object> {
  readonly #lanes = new Map<string, Passenger[]>()
  /** In how many of its lanes somebody is still before it. */
  readonly #behind = new Map<Passenger, number>()
  readonly #onTurn: (passenger: Passenger) => void

  constructor(onTurn: (passenger: Passenger) => void) {
    this.#onTurn = onTurn
  }

  enter(passenger: Passenger, lanes: readonly string[]): void {
    let behind = 0
    for (const name of lanes) {
      const lane = this.#lanes.get(name) ?? []
      if (lane.length > 0) behind += 1
      lane.push(passenger)
      this.#lanes.set(name, lane)
    }
    this.#behind.set(passenger, behind)
    if (behind === 0) this.#onTurn(passenger)
  }

  /** For a passenger whose turn it was. */
  leave(passenger: Passenger, lanes: readonly string[]): void {
    this.#behind.delete(passenger)
    for (const name of lanes) this.#advance(name)
  }

  clear(): void {
    this.#lanes.clear()
    this.#behind.clear()
  }

  #advance(name: string): void {
    const lane = this.#lanes.get(name)
    if (!lane) return
    lane.shift()
    const next = lane[0]
    if (!next) {
      this.#lanes.delete(name)
      return
    }
    const behind = (this.#behind.get(next) ?? 1) - 1
    this.#behind.set(next, behind)
    if (behind === 0) this.#onTurn(next)
  }
}
