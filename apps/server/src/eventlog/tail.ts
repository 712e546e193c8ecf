import type { Entry } from './entry.ts'

/**
 * The newest events of one workspace. Positions are dense, so a place in the ring is a subtraction and a hole cannot
 * hide. Pure: somebody else reads the log and appends here.
 */
export class Tail {
  #entries: Entry[] = []
  #head: number
  #characters = 0
  readonly #limits: { entries: number; characters: number }

  constructor(head: number, limits = { entries: 1_000, characters: 4 * 1024 * 1024 }) {
    this.#head = head
    this.#limits = limits
  }

  /** The last position read. */
  get head(): number {
    return this.#head
  }

  /** The position before the oldest entry that is still here. */
  get floor(): number {
    return this.#head - this.#entries.length
  }

  /** When the newest entry was appended to the log; null while there is none. */
  get headAt(): number | null {
    return this.#entries.at(-1)?.at ?? null
  }

  /** Whether everything after `pos`, as far as it has been read, is here. */
  covers(pos: number): boolean {
    return pos >= this.floor && pos <= this.#head
  }

  /** What comes after `pos`, which must be covered. */
  after(pos: number): readonly Entry[] {
    if (!this.covers(pos)) throw new RangeError(`the tail from ${this.floor} to ${this.#head} does not cover ${pos}`)
    return this.#entries.slice(pos - this.floor)
  }

  /** The next entries, without a hole, before them or between them. Forgets the oldest. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.pos !== this.#head + 1) throw new RangeError(`position ${entry.pos} after ${this.#head}`)
      this.#entries.push(entry)
      this.#head = entry.pos
      this.#characters += entry.json.length
    }
    this.#forget()
  }

  #forget(): void {
    let surplus = 0
    while (
      this.#entries.length - surplus > this.#limits.entries ||
      (this.#characters > this.#limits.characters && surplus < this.#entries.length)
    ) {
      this.#characters -= this.#entries[surplus]!.json.length
      surplus++
    }
    if (surplus > 0) this.#entries.splice(0, surplus)
  }
}
