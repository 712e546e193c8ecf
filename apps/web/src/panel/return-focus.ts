/**
 * For what goes away with what is done: the focus, which it would take along, goes to something else in the same part,
 * as soon as that is drawn; unless somebody has gone elsewhere meanwhile.
 */
export function returnFocus(part: string, to: string): void {
  const before = document.activeElement
  const around = before?.closest(part)
  const reach = (framesLeft: number) => {
    const { activeElement: now } = document
    if (now !== null && now !== before && now !== document.body) return
    const target = around?.querySelector<HTMLElement>(to)
    if (target) target.focus()
    else if (framesLeft > 0) requestAnimationFrame(() => reach(framesLeft - 1))
  }
  requestAnimationFrame(() => reach(20))
}
