import { useSyncExternalStore } from 'react'

const minute_ms = 60_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let minute = now()

/** The minute that it is, for what is told by the time alone: it is drawn again when the next one begins. */
export function useMinute(): string {
  return useSyncExternalStore(subscribe, () => minute)
}

function now(): string {
  return new Date(Math.floor(Date.now() / minute_ms) * minute_ms).toISOString()
}

function tick(): void {
  if (now() === minute) return
  minute = now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  tick()
  listeners.add(listener)
  timer ??= setInterval(tick, 5_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
