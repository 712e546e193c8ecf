import type { Operation } from './operation.ts'
import type { OperationStorage } from './operation-storage.ts'

interface Deps {
  readonly storage: OperationStorage
  onError(error: unknown): void
  /** Gone from the storage, because another tab's store holds it; ours does not. */
  isStillNeeded(operation: Operation): boolean
  changed(): void
  /** All has been read and written. */
  rested(): void
}

/**
 * The operations of the storage as this tab knows them: changed here first, so that nobody waits, and in the storage
 * right after, one write behind the other. What other tabs change is read behind our own writes, so that what is read
 * never takes back what was written here.
 */
export class Mirror {
  readonly #deps: Deps
  #operations: readonly Operation[] = []
  /** How many writes of an operation are under way. */
  readonly #unsaved = new Map<string, number>()
  /** What the storage would not take. */
  readonly #unkept = new Set<string>()
  #waiting = 0
  #io: Promise<void> = Promise.resolve()
  #isReading = false
  #unsubscribe: (() => void) | null = null

  constructor(deps: Deps) {
    this.#deps = deps
  }

  get operations(): readonly Operation[] {
    return this.#operations
  }

  /** What is here is what is in the storage, as far as anybody has told. */
  get isAtRest(): boolean {
    return this.#waiting === 0
  }

  open(): void {
    this.#unsubscribe ??= this.#deps.storage.subscribe(() => this.#read())
    this.#read()
  }

  close(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = null
  }

  /** Resolves when what was to be read and written has been. */
  async settled(): Promise<void> {
    for (let io: Promise<void> | null = null; io !== this.#io; ) {
      io = this.#io
      await io
    }
  }

  put(operation: Operation): void {
    this.#set([...this.#operations, operation].toSorted(byOrder))
    this.#write(operation.id, () => operation)
  }

  /** Changes one that is still there, here and in the storage. */
  change(id: string, change: (operation: Operation) => Operation): void {
    const known = this.#operations.find((operation) => operation.id === id)
    if (!known) return
    const next = change(known)
    if (next === known) return
    this.#set(this.#operations.map((operation) => (operation === known ? next : operation)))
    this.#write(id, (stored) => stored && next)
  }

  drop(id: string): void {
    if (!this.#operations.some((operation) => operation.id === id)) return
    this.#set(this.#operations.filter((operation) => operation.id !== id))
    this.#write(id, () => undefined)
  }

  #write(id: string, change: (stored: Operation | undefined) => Operation | undefined): void {
    this.#unsaved.set(id, (this.#unsaved.get(id) ?? 0) + 1)
    this.#then(async () => {
      try {
        await this.#deps.storage.update(id, change)
        this.#unkept.delete(id)
      } catch (error) {
        this.#unkept.add(id) // it lives on in memory, and what is read does not take it back
        this.#deps.onError(error)
      }
      const left = this.#unsaved.get(id)! - 1
      if (left > 0) this.#unsaved.set(id, left)
      else this.#unsaved.delete(id)
    })
  }

  #read(): void {
    if (this.#isReading) return // the one that is coming will see it
    this.#isReading = true
    this.#then(async () => {
      this.#isReading = false
      const stored = await this.#deps.storage.list()
      const next = this.#merge(stored)
      if (!isSame(next, this.#operations)) this.#set(next)
    })
  }

  #merge(stored: readonly Operation[]): readonly Operation[] {
    const mine = new Map(this.#operations.map((operation) => [operation.id, operation]))
    const theirs = stored.flatMap((operation) => {
      const known = mine.get(operation.id)
      if (this.#isOurs(operation.id)) return known ? [known] : []
      return [known && JSON.stringify(known) === JSON.stringify(operation) ? known : operation]
    })
    const ids = new Set(theirs.map(({ id }) => id))
    const left = this.#operations.filter(
      (operation) => !ids.has(operation.id) && (this.#isOurs(operation.id) || this.#deps.isStillNeeded(operation)),
    )
    return [...theirs, ...left].toSorted(byOrder)
  }

  /** What is written here counts until it has been written there. */
  #isOurs(id: string): boolean {
    return this.#unsaved.has(id) || this.#unkept.has(id)
  }

  #then(work: () => Promise<void>): void {
    this.#waiting += 1
    this.#io = this.#io
      .then(work)
      .catch((error: unknown) => this.#deps.onError(error))
      .then(() => {
        this.#waiting -= 1
        if (this.isAtRest) this.#deps.rested()
      })
  }

  #set(operations: readonly Operation[]): void {
    this.#operations = operations
    this.#deps.changed()
  }
}

function byOrder(a: Operation, b: Operation): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1)
}

function isSame(a: readonly Operation[], b: readonly Operation[]): boolean {
  return a.length === b.length && a.every((operation, i) => operation === b[i])
}
