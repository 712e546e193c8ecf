import { useSyncExternalStore } from 'react'
import { keep, kept } from '../app/kept.ts'

/** How much room a row takes: a choice of this person in this browser. */
export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

export const rowHeight: Record<Density, number> = { comfortable: 72, compact: 56 }

const key = 'switchboard.density'
const listeners = new Set<() => void>()
let density = read()

addEventListener('storage', (event) => {
  if (event.key === key) set(read())
})

export function useDensity(): Density {
  return useSyncExternalStore(subscribe, () => density)
}

export function setDensity(next: Density): void {
  keep(key, next)
  set(next)
}

function set(next: Density): void {
  density = next
  for (const listener of listeners) listener()
}

function read(): Density {
  const value = kept(key)
  return densities.find((name) => name === value) ?? 'comfortable'
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
