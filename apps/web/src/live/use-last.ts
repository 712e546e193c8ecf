import { useState } from 'react'

/**
 * What the store has, or had when a new snapshot let go of it: for what is asked for again and stays on the screen
 * meanwhile, so that nobody who writes in it is interrupted. Null where it never was there.
 */
export function useLast<T>(held: T | null | undefined): T | null {
  const [last, setLast] = useState(held ?? null)
  if (held && held !== last) setLast(held)
  return held ?? last
}
