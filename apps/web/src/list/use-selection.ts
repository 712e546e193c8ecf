import { useMemo, useState } from 'react'

/** The conversations that somebody has picked out to do something to, all at once. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Asked for, though nothing is picked yet: where there is no key and no hovering. */
  readonly isOn: boolean
  toggle(id: string): void
  /** All between the one that was picked last and this one, in the order in which they are drawn. */
  extend(to: string, order: readonly string[]): void
  add(ids: Iterable<string>): void
  /** These no longer. */
  drop(ids: readonly string[]): void
  /** These again, unless somebody has gone on and picked others, here or in another list. */
  restore(ids: readonly string[]): void
  begin(): void
  clear(): void
}

interface Picked {
  ids: ReadonlySet<string>
  anchor: string | null
  isOn: boolean
}

const nothing: Picked = { ids: new Set(), anchor: null, isOn: false }

export function useSelection(key: string): Selection {
  const [state, setState] = useState({ key, picked: nothing })
  const picked = state.key === key ? state.picked : nothing

  return useMemo(() => {
    const set = (change: (before: Picked) => Picked) =>
      setState((before) => ({ key, picked: change(before.key === key ? before.picked : nothing) }))
    return {
      ids: picked.ids,
      isOn: picked.isOn || picked.ids.size > 0,
      toggle: (id) => set(({ ids, isOn }) => ({ ids: toggled(ids, id), anchor: id, isOn })),
      extend: (to, order) =>
        set(({ ids, anchor, isOn }) => ({
          ids: new Set([...ids, ...between(order, anchor ?? to, to)]),
          anchor: anchor ?? to,
          isOn,
        })),
      add: (more) => set((before) => ({ ...before, ids: new Set([...before.ids, ...more]) })),
      // Both may come late, when another list is looked at.
      drop: (ids) => setState((before) => (before.key === key ? { key, picked: without(before.picked, ids) } : before)),
      restore: (ids) =>
        setState((before) => (isNone(before.picked) ? { key, picked: { ...nothing, ids: new Set(ids) } } : before)),
      begin: () => set((before) => ({ ...before, isOn: true })),
      clear: () => set(() => nothing),
    }
  }, [key, picked])
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return next
}

function without({ ids, ...others }: Picked, gone: readonly string[]): Picked {
  const left = new Set([...ids].filter((id) => !gone.includes(id)))
  return left.size === 0 ? nothing : { ...others, ids: left }
}

function isNone({ ids, isOn }: Picked): boolean {
  return ids.size === 0 && !isOn
}

/** Either way round; one that has left the list leaves the other alone. */
function between(order: readonly string[], a: string, b: string): readonly string[] {
  const [from, to] = [order.indexOf(a), order.indexOf(b)].toSorted((x, y) => x - y) as [number, number]
  return from === -1 ? [b] : order.slice(from, to + 1)
}
