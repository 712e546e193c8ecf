import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react'
import type { Row } from './rows.ts'

export interface GoTo {
  /** Brings a row into the pane, at its reading line or in its middle. */
  row(index: number, align: 'start' | 'center'): void
  end(): void
  /** Where the list is now is not where anybody reads. */
  isOnItsWay(): boolean
}

type List = Virtualizer<HTMLDivElement, Element>

/** Null: the end. */
type Goal = { readonly key: string; readonly index: number; readonly align: 'start' | 'center' } | null

/** What somebody does who wants to be elsewhere. */
const leavings = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const
const modifiers = new Set(['Shift', 'Control', 'Alt', 'Meta'])
/** It is there once it has stood there for some frames: what is measured on the way moves the goal. */
const framesThere = 3
/** As long as the list itself tries. */
const longest_ms = 5_000

/**
 * Sends the list somewhere. It goes to a row by its number, over some frames, and a page that comes in above meanwhile
 * gives that number to another row: then it is called back, and sent to the row where it stands now.
 */
export function useGoTo(list: List, rows: readonly Row[], pane: RefObject<HTMLElement | null>): GoTo {
  const way = useRef<{ goal: Goal } | null>(null)
  const latest = useRef(rows)
  const [, arrive] = useReducer((n: number) => n + 1, 0)

  const goTo = useMemo<GoTo>(() => {
    function go(goal: Goal): void {
      const mine = { goal }
      way.current = mine
      const until = performance.now() + longest_ms
      const look = (frames: number) => {
        if (way.current !== mine) return
        const there = isThere(list, goal) ? frames + 1 : 0
        if (there < framesThere && performance.now() < until) return void requestAnimationFrame(() => look(there))
        way.current = null
        arrive()
      }
      requestAnimationFrame(() => look(0))
    }

    return {
      row(index, align) {
        go({ key: latest.current[index]!.key, index, align })
        list.scrollToIndex(index, { align })
      },
      end() {
        go(null)
        list.scrollToEnd()
      },
      isOnItsWay: () => way.current !== null,
    }
  }, [list])

  useLayoutEffect(() => {
    latest.current = rows
    const goal = way.current?.goal
    if (!goal || rows[goal.index]?.key === goal.key) return
    way.current = null
    list.cancelScroll()
    const index = rows.findIndex(({ key }) => key === goal.key)
    if (index !== -1) goTo.row(index, goal.align)
  }, [rows, list, goTo])

  useEffect(() => {
    const element = pane.current!
    const leave = (event: Event) => {
      if (!way.current || (event instanceof KeyboardEvent && modifiers.has(event.key))) return
      way.current = null
      list.cancelScroll()
    }
    for (const type of leavings) element.addEventListener(type, leave, { passive: true })
    return () => {
      way.current = null
      for (const type of leavings) element.removeEventListener(type, leave)
    }
  }, [pane, list])

  return goTo
}

function isThere(list: List, goal: Goal): boolean {
  if (goal === null) return list.getDistanceFromEnd() < 2
  const [target = 0] = list.getOffsetForIndex(goal.index, goal.align) ?? []
  return Math.abs(target - (list.scrollOffset ?? 0)) < 2
}
