import { useSyncExternalStore } from 'react'
import { keep, kept } from '../app/kept.ts'

/** `system` follows the machine; `less` is for whoever cannot set the machine so, and wants it here all the same. */
export const motions = ['system', 'less'] as const
export type Motion = (typeof motions)[number]

const key = 'switchboard.motion'
const listeners = new Set<() => void>()
let motion = read()

/** From here on the page moves as was chosen; base.css knows what that means. */
export function followMotion(): void {
  addEventListener('storage', (event) => {
    if (event.key !== key) return
    motion = read()
    apply()
  })
  apply()
}

export function setMotion(next: Motion): void {
  motion = next
  keep(key, next)
  apply()
}

export function useMotion(): Motion {
  return useSyncExternalStore(subscribe, () => motion)
}

/** For what is moved by script. */
export function wantsLessMotion(): boolean {
  return motion === 'less' || matchMedia('(prefers-reduced-motion: reduce)').matches
}

function apply(): void {
  document.documentElement.classList.toggle('less-motion', motion === 'less')
  for (const listener of listeners) listener()
}

function read(): Motion {
  const value = kept(key)
  return motions.find((name) => name === value) ?? 'system'
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
