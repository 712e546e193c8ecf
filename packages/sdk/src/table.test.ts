import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Table } from './table.ts'

// On machines that have other work too.
vi.setConfig({ testTimeout: 60_000 })

const anyId = fc.nat(200).map((n) => `id-${n}`)
const anyWrite = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id: anyId, row: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ id: anyId, row: fc.constant(null) }) },
)
const anyWrites = fc.array(anyWrite, { maxLength: 150, size: 'max' })

function write<T extends Map<string, number> | Table<number>>(
  table: T,
  writes: { id: string; row: number | null }[],
): T {
  for (const { id, row } of writes) {
    if (row === null) table.delete(id)
    else table.set(id, row)
  }
  return table
}

const sorted = (rows: Iterable<[string, number]>) => [...rows].sort()

describe('a table', () => {
  it('[C14] is what a map would be, and a draft of it leaves it as it was', () => {
    fc.assert(
      fc.property(anyWrites, anyWrites, (earlier, later) => {
        const map = write(new Map<string, number>(), earlier)
        const table = Table.from(map)
        const before = sorted(table)
        const draft = write(table.draft(), later)
        const next = write(new Map(map), later)
        expect(sorted(table)).toEqual(before)
        expect(sorted(draft)).toEqual(sorted(next))
        expect([draft.size, [...draft.keys()].length, [...draft.values()].length]).toEqual([
          next.size,
          next.size,
          next.size,
        ])
        for (const { id } of later) expect([draft.has(id), draft.get(id)]).toEqual([next.has(id), next.get(id)])
      }),
    )
  })

  it('[C14] knows what is different from an earlier one', () => {
    fc.assert(
      fc.property(anyWrites, anyWrites, (earlier, later) => {
        const before = Table.from(write(new Map<string, number>(), earlier))
        const after = write(before.draft(), later)
        const changes = after.changesSince(before)
        if (!changes) return
        const rows = new Map(before)
        const ids = new Set([...before.keys(), ...after.keys()])
        const expected = [...ids].filter((id) => rows.get(id) !== after.get(id))
        expect(changes.length).toBe(expected.length)
        expect(
          changes
            .map((change) => change.after)
            .filter((row) => row !== undefined)
            .sort(),
        ).toEqual(expected.flatMap((id) => after.get(id) ?? []).sort())
      }),
    )
  })

  it('[C14] survives being cloned', () => {
    const table = Table.from(Array.from({ length: 100 }, (_, n) => [`id-${n}`, n] as const))
    expect(sorted(Table.revive(structuredClone(table)))).toEqual(sorted(table))
    expect(Table.revive(table)).toBe(table)
    expect(sorted(Table.revive(new Map(table)))).toEqual(sorted(table))
  })
})
