export type Side = 'top' | 'bottom' | 'start' | 'end'
export type Align = 'start' | 'center' | 'end'

interface Placing {
  side: Side
  align: Align
  gap?: number
}

const margin = 8

/**
 * Puts a layer beside what it belongs to: on the other side where there is no room, and never beyond the edge of the
 * window. The layer is `position: fixed` and is shown already, so that it has a size.
 */
export function place(layer: HTMLElement, anchor: Element, { side, align, gap = 6 }: Placing): void {
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = layer
  const isRtl = getComputedStyle(anchor).direction === 'rtl'
  const isVertical = side === 'top' || side === 'bottom'
  const isBefore = side === 'top' || (side === 'start' && !isRtl) || (side === 'end' && isRtl)
  const isAtStart = isVertical && isRtl ? align === 'end' : align === 'start'

  const [from, to, size, room] = isVertical
    ? [at.top, at.bottom, height, innerHeight]
    : [at.left, at.right, width, innerWidth]
  const fitsBefore = from - gap - size >= margin
  const fitsAfter = to + gap + size <= room - margin
  const goesBefore = isBefore ? fitsBefore || !fitsAfter : fitsBefore && !fitsAfter
  const main = goesBefore ? from - gap - size : to + gap

  const [start, end, crossSize, crossRoom] = isVertical
    ? [at.left, at.right, width, innerWidth]
    : [at.top, at.bottom, height, innerHeight]
  const cross = align === 'center' ? (start + end - crossSize) / 2 : isAtStart ? start : end - crossSize

  const [left, top] = isVertical ? [cross, main] : [main, cross]
  const [mainRoom, crossLimit] = [room - size - margin, crossRoom - crossSize - margin]
  // All four: a popover has `inset: 0`, and in a right-to-left page it is the left one that would give way.
  layer.style.inset = `${clamp(top, isVertical ? mainRoom : crossLimit)}px auto auto ${clamp(left, isVertical ? crossLimit : mainRoom)}px`
}

function clamp(value: number, limit: number): number {
  return Math.round(Math.max(margin, Math.min(value, limit)))
}
