import { type RefObject, useEffect, useState } from 'react'
import { type Align, place, type Side } from './place.ts'

interface Options {
  side: Side
  align: Align
}

/**
 * The state of a `popover` that a button opens: the browser closes it on Escape and on a click beside it, and gives
 * the focus back; we say where it stands.
 */
export function useLayer(
  layer: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  { side, align }: Options,
): boolean {
  const [isOpen, setOpen] = useState(false)

  useEffect(() => {
    const element = layer.current!
    const follow = (event: Event) => setOpen((event as ToggleEvent).newState === 'open')
    // Not `beforetoggle`: what is drawn then is not shown yet, and cannot take the focus.
    element.addEventListener('toggle', follow)
    return () => element.removeEventListener('toggle', follow)
  }, [layer])

  useEffect(() => {
    if (!isOpen) return
    const stay = () => place(layer.current!, anchor.current!, { side, align })
    stay()
    const watch = new ResizeObserver(stay)
    watch.observe(layer.current!)
    addEventListener('resize', stay)
    return () => {
      watch.disconnect()
      removeEventListener('resize', stay)
    }
  }, [isOpen, layer, anchor, side, align])

  return isOpen
}

/** Whether something lies over the page that keys belong to. Tooltips and toasts are not such. */
export function isLayerOpen(): boolean {
  return document.querySelector('dialog[open], [popover]:popover-open:not([data-passive])') !== null
}
