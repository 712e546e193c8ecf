/** Lets everybody through while it is open, and holds them while it is closed. */
export class Gate {
  #opening: PromiseWithResolvers<void> | null = Promise.withResolvers<void>()

  get isOpen(): boolean {
    return this.#opening === null
  }

  open(): void {
    this.#opening?.resolve()
    this.#opening = null
  }

  close(): void {
    this.#opening ??= Promise.withResolvers<void>()
  }

  /** Resolves at once while it is open. */
  passed(): Promise<void> {
    return this.#opening?.promise ?? Promise.resolve()
  }
}
