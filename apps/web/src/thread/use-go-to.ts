import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { Row } from './rows.ts'

export interface GoTo {
  /** Brings a row into the pane, at its reading line or in its middle. */
  row(index: number, align: 'start' | 'center'): void
  end(): void
  /** Where the list is now is not where anybody reads. */
  isOnItsWay(): boolean
}

interface Goal {
  /** Null: the end. */
  readonly row: { readonly key: string; readonly index: number; readonly align: 'start' | 'center' } | null
  isReached: boolean
}

/** What somebody does who wants to be elsewhere. */
const leavings = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Sends the list somewhere. It goes to a row by its number, over some frames, and a page that comes in above meanwhile
 * gives that number to another row: then it is called back, and sent to the row where it stands now.
 */
export function useGoTo(
  list: Virtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
  pane: RefObject<HTMLElement | null>,
): GoTo {
  const goal = useRef<Goal | null>(null)

  useLayoutEffect(() => {
    const { current } = goal
    if (!current) return
    const index = rows.findIndex(({ key }) => key === current.row?.key)
    if (current.row === null || index === current.row.index) {
      current.isReached ||= isThere(list, current)
      return
    }
    list.cancelScroll()
    goal.current = null
    if (index !== -1 && !current.isReached) toRow(index, current.row.align)
  })

  useEffect(() => {
    const element = pane.current!
    const leave = () => {
      goal.current = null
    }
    for (const type of leavings) element.addEventListener(type, leave, { passive: true })
    return () => {
      for (const type of leavings) element.removeEventListener(type, leave)
    }
  }, [pane])

  function toRow(index: number, align: 'start' | 'center'): void {
    goal.current = { row: { key: rows[index]!.key, index, align }, isReached: false }
    list.scrollToIndex(index, { align })
  }

  return {
    row: toRow,
    end() {
      goal.current = { row: null, isReached: false }
      list.scrollToEnd()
    },
    isOnItsWay: () => goal.current?.isReached === false,
  }
}

function isThere(list: Virtualizer<HTMLDivElement, Element>, { row }: Goal): boolean {
  if (row === null) return list.getDistanceFromEnd() < 2
  const [target = 0] = list.getOffsetForIndex(row.index, row.align) ?? []
  return Math.abs(target - (list.scrollOffset ?? 0)) < 2
}
