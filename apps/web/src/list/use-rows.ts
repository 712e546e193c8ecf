import type { Place } from '@switchboard/sdk'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'

interface Options {
  /** Which list it is: one that comes back, as it does on a phone, is where it was left. */
  listKey: string
  scroller: RefObject<HTMLElement | null>
  rows: readonly Place[]
  height: number
  /** The row that keeps the focus: it stays mounted, wherever it has been scrolled to. */
  activeIndex: number
}

/** Some rows beyond either edge are there before they are scrolled to. */
const overscan = 8

/** The few rows of the list that are really there. */
export function useRows({ listKey, scroller, rows, height, activeIndex }: Options) {
  // Where all of the rows stand is worked out anew with every new function: with that of other rows, and not otherwise.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey,
    overscan,
    initialOffset: () => (left.key === listKey ? left.top : 0),
    useFlushSync: false,
    rangeExtractor(range) {
      const indexes = defaultRangeExtractor(range)
      if (activeIndex < 0 || activeIndex >= range.count || indexes.includes(activeIndex)) return indexes
      return [...indexes, activeIndex].toSorted((a, b) => a - b)
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtualizer.measure(), [height, virtualizer])
  useAnchor(scroller, virtualizer, rows, height)
  useLayoutEffect(() => {
    const element = scroller.current
    return () => {
      left = { key: listKey, top: element?.scrollTop ?? 0 }
    }
  }, [scroller, listKey])
  return virtualizer
}

/** The list that was on the screen last, and how far it was scrolled. */
let left = { key: '', top: 0 }

/** Whoever has scrolled down keeps the rows they are looking at, whatever comes or goes above. */
function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  list: { readonly scrollOffset: number | null },
  rows: readonly Place[],
  height: number,
): void {
  const before = useRef(rows)
  useLayoutEffect(() => {
    const element = scroller.current
    const earlier = before.current
    before.current = rows
    // What was told last: to ask the element would have it lay out the page at once.
    const scrolled = list.scrollOffset ?? 0
    if (!element || earlier === rows || scrolled < height / 2) return
    const top = Math.floor(scrolled / height)
    const seen = earlier.slice(top, top + 20).find(({ id }) => rows.some((row) => row.id === id))
    if (!seen) return
    const moved = rows.findIndex(({ id }) => id === seen.id) - earlier.indexOf(seen)
    if (moved === 0) return
    // At once: rows that slide while the list is scrolled by as much would be seen to jump.
    element.dataset.still = ''
    element.scrollTop += moved * height
    requestAnimationFrame(() => delete element.dataset.still)
  }, [scroller, list, rows, height])
}
