import { type RefObject, useEffect, useState } from 'react'

export interface PanePosition {
  /** Nothing newer is hidden: what is at the end can be seen. */
  readonly isAtEnd: boolean
  /** More than a screen away from it. */
  readonly isFar: boolean
}

export const endThreshold = 80

/** Where a scrolled pane stands, told again only when the answer changes; also when it grows under the reader. */
export function usePanePosition(pane: RefObject<HTMLElement | null>): PanePosition {
  const [position, setPosition] = useState<PanePosition>({ isAtEnd: false, isFar: false })

  useEffect(() => {
    const element = pane.current!
    const look = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight
      const next = { isAtEnd: left <= endThreshold, isFar: left > element.clientHeight }
      setPosition((last) => (last.isAtEnd === next.isAtEnd && last.isFar === next.isFar ? last : next))
    }
    look()
    const watch = new ResizeObserver(look)
    watch.observe(element)
    for (const child of element.children) watch.observe(child)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      watch.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [pane])

  return position
}
