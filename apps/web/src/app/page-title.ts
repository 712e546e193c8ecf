import { useEffect, useSyncExternalStore } from 'react'

/** What the open page is called in the tab and in the history, before the name of the app. */
let title: string | null = null
const listeners = new Set<() => void>()

export function usePageTitle(name: string): void {
  useEffect(() => {
    set(name)
    return () => set(null)
  }, [name])
}

export function useOpenPageTitle(): string | null {
  return useSyncExternalStore(subscribe, () => title)
}

function set(next: string | null): void {
  title = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
