import { useState } from 'react'
import { keep, keptJson } from '../app/kept.ts'

export interface PaneLimits {
  readonly min: number
  readonly max: number
  readonly normal: number
}

/** How wide a pane is, as this browser remembers it. */
export function usePaneSize(name: string, { min, max, normal }: PaneLimits): [number, (size: number) => void] {
  const key = `switchboard.pane.${name}`
  const [size, setSize] = useState(() => {
    const value = keptJson(key)
    return typeof value === 'number' ? Math.min(max, Math.max(min, value)) : normal
  })
  function resize(next: number) {
    setSize(next)
    keep(key, String(next))
  }
  return [size, resize]
}
