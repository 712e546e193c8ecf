/** Rows per bucket at which there are made twice as many buckets. */
const fullest = 32

/**
 * A table by id of which a changed copy costs what has changed and not what there is: the rows lie in buckets, and a copy
 * shares all buckets but those it writes to. Whoever is handed one sees a `ReadonlyMap`; it is written to only by the fold
 * that has made it, before anybody else sees it. Rows come in no particular order.
 */
export class Table<V> implements ReadonlyMap<string, V> {
  // Not hidden: what `structuredClone` makes of a table still has its rows, and becomes a table again by `revive`.
  private buckets: Map<string, V>[]
  private count: number
  /** The buckets that are this table's own, and so may be written to. */
  #own: Set<Map<string, V>>

  private constructor(buckets: Map<string, V>[], size: number, own: Set<Map<string, V>>) {
    this.buckets = buckets
    this.count = size
    this.#own = own
  }

  static from<V>(rows: Iterable<readonly [string, V]>): Table<V> {
    const table = new Table<V>([], 0, new Set())
    table.#spread(1, [])
    for (const [id, row] of rows) table.set(id, row)
    table.#own = new Set()
    return table
  }

  /** From a table, a map, or what is left of a table that was cloned or stored. */
  static revive<V>(kept: ReadonlyMap<string, V>): Table<V> {
    if (kept instanceof Table) return kept as Table<V>
    const stored = kept as ReadonlyMap<string, V> | { buckets: Map<string, V>[] }
    return Table.from('buckets' in stored ? stored.buckets.flatMap((bucket) => [...bucket]) : stored)
  }

  /** A copy that may be written to. */
  draft(): Table<V> {
    return new Table([...this.buckets], this.count, new Set())
  }

  get size(): number {
    return this.count
  }

  get(id: string): V | undefined {
    return this.buckets[this.#indexOf(id)]!.get(id)
  }

  has(id: string): boolean {
    return this.buckets[this.#indexOf(id)]!.has(id)
  }

  set(id: string, row: V): this {
    const bucket = this.#ownBucket(id)
    if (!bucket.has(id)) this.count++
    bucket.set(id, row)
    if (this.count > this.buckets.length * fullest) this.#spread(this.buckets.length * 2, this.buckets)
    return this
  }

  delete(id: string): boolean {
    if (!this.has(id)) return false
    this.count--
    return this.#ownBucket(id).delete(id)
  }

  /**
   * What is different from an earlier table: each row as it was and as it is. Null where the two have little in common
   * and everything has to be looked at.
   */
  changesSince(earlier: Table<V>): { before: V | undefined; after: V | undefined }[] | null {
    if (this.buckets.length !== earlier.buckets.length) return null
    const changes: { before: V | undefined; after: V | undefined }[] = []
    for (const [index, bucket] of this.buckets.entries()) {
      const old = earlier.buckets[index]!
      if (bucket === old) continue
      for (const [id, before] of old) if (!bucket.has(id)) changes.push({ before, after: undefined })
      for (const [id, after] of bucket) {
        const before = old.get(id)
        if (before !== after) changes.push({ before, after })
      }
    }
    return changes
  }

  forEach(visit: (row: V, id: string, table: ReadonlyMap<string, V>) => void): void {
    for (const [id, row] of this) visit(row, id, this)
  }

  *entries(): MapIterator<[string, V]> {
    for (const bucket of this.buckets) yield* bucket
  }

  *keys(): MapIterator<string> {
    for (const bucket of this.buckets) yield* bucket.keys()
  }

  *values(): MapIterator<V> {
    for (const bucket of this.buckets) yield* bucket.values()
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries()
  }

  #ownBucket(id: string): Map<string, V> {
    const index = this.#indexOf(id)
    const bucket = this.buckets[index]!
    if (this.#own.has(bucket)) return bucket
    const copy = new Map(bucket)
    this.buckets[index] = copy
    this.#own.add(copy)
    return copy
  }

  #spread(many: number, old: readonly Map<string, V>[]): void {
    this.buckets = Array.from({ length: many }, () => new Map())
    this.#own = new Set(this.buckets)
    for (const bucket of old) for (const [id, row] of bucket) this.buckets[this.#indexOf(id)]!.set(id, row)
  }

  /** The number of buckets is a power of two. */
  #indexOf(id: string): number {
    return hashOf(id) & (this.buckets.length - 1)
  }
}

/** FNV-1a. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash ^ (hash >>> 15)
}
