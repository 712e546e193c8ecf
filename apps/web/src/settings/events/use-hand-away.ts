import { type RefObject, useEffect, useState } from 'react'

/** Whether nobody points at, or has the focus in, an element: what it shows may move then. */
export function useHandAway(element: RefObject<HTMLElement | null>): boolean {
  const [isPointed, setPointed] = useState(false)
  const [isFocused, setFocused] = useState(false)
  useEffect(() => {
    const target = element.current
    if (!target) return
    const listen = {
      pointerenter: () => setPointed(true),
      pointerleave: () => setPointed(false),
      focusin: () => setFocused(true),
      focusout: () => setFocused(target.contains(document.activeElement)),
    }
    setPointed(target.matches(':hover'))
    for (const [type, listener] of Object.entries(listen)) target.addEventListener(type, listener)
    return () => {
      for (const [type, listener] of Object.entries(listen)) target.removeEventListener(type, listener)
    }
  }, [element])
  return !isPointed && !isFocused
}
