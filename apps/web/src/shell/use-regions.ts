import { useEffect } from 'react'
import { useCommand } from '../commands/handlers.ts'

/** The parts of a screen that F6 goes round, in this order. Each is a landmark with a name and `data-region`. */
const order = ['rail', 'list', 'thread', 'composer', 'panel', 'page'] as const
export type Region = (typeof order)[number]

/** Where the focus was in each region, to come back to. */
const lastFocus = new WeakMap<Element, HTMLElement>()

export function useRegions(): void {
  useCommand('region.next', () => move(1))
  useCommand('region.previous', () => move(-1))
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      const region = regionOf(target)
      if (region && region !== target) lastFocus.set(region, target as HTMLElement)
    }
    addEventListener('focusin', remember)
    return () => removeEventListener('focusin', remember)
  }, [])
}

function move(by: 1 | -1): void {
  const regions = order
    .flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[data-region=${name}]`)])
    .filter((region) => region.checkVisibility())
  if (regions.length === 0) return
  const at = regions.indexOf(regionOf(document.activeElement) as HTMLElement)
  const next = at < 0 ? (by > 0 ? 0 : regions.length - 1) : (at + by + regions.length) % regions.length
  enter(regions[next]!)
}

function enter(region: HTMLElement): void {
  const last = lastFocus.get(region)
  // At first the row or the message that Tab would come to.
  const first = region.querySelector<HTMLElement>('li > a[tabindex="0"], article[tabindex="0"]')
  const target = last?.isConnected && region.contains(last) ? last : (first ?? region)
  if (target === region && region.tabIndex < 0) region.tabIndex = -1
  target.focus()
}

/** The innermost: the composer lies in the thread and is a region of its own. */
function regionOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('[data-region]') : null
}
