import { useSyncExternalStore } from 'react'
import { keep, kept } from '../app/kept.ts'

/** `system` follows the machine, its wish for more contrast included. */
export const themes = ['system', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof themes)[number]

const key = 'switchboard.theme'
const moreContrast = matchMedia('(prefers-contrast: more)')
const listeners = new Set<() => void>()
let theme = read()

/** From here on the page follows the machine and what other tabs choose. public/before-paint.js did it for the first paint. */
export function followTheme(): void {
  moreContrast.addEventListener('change', apply)
  addEventListener('storage', (event) => {
    if (event.key !== key) return
    theme = read()
    apply()
  })
  apply()
}

export function setTheme(next: Theme): void {
  theme = next
  keep(key, next)
  apply()
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme)
}

function apply(): void {
  const { dataset } = document.documentElement
  dataset.theme = theme
  dataset.contrast = theme === 'contrast' || (theme === 'system' && moreContrast.matches) ? 'more' : 'normal'
  for (const listener of listeners) listener()
}

function read(): Theme {
  const value = kept(key)
  return themes.find((name) => name === value) ?? 'system'
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
