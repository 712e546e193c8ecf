import { isNowhere } from '../ui/still-here.ts'

/**
 * For what goes away with what is done: the focus, which it would take along, goes to something else in the same part,
 * as soon as that is drawn. It is never taken from anything that stays: who has gone elsewhere meanwhile, also before
 * this was called, is left there.
 */
export function returnFocus(part: string, to: string): void {
  const before = document.activeElement
  const around = before?.closest(part)
  const reach = (framesLeft: number) => {
    const { activeElement: now } = document
    const isLost = isNowhere(now)
    if (!isLost && now !== before) return
    const target = isLost ? around?.querySelector<HTMLElement>(to) : null
    if (target) target.focus()
    else if (framesLeft > 0) requestAnimationFrame(() => reach(framesLeft - 1))
  }
  requestAnimationFrame(() => reach(20))
}
