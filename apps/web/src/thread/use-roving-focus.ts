import type { Virtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type KeyboardEvent, useState } from 'react'
import { isLayerOpen } from '../ui/layer.ts'
import { isNowhere } from '../ui/still-here.ts'
import type { Row } from './rows.ts'
import type { GoTo } from './use-go-to.ts'

type List = Virtualizer<HTMLDivElement, Element>

interface Options {
  rows: readonly Row[]
  list: List
  goTo: GoTo
  onEnd(): void
}

/**
 * One message of all takes the focus; arrows go to its neighbours, the page keys about a screen further. Only a slice
 * is mounted, so what had the focus may be gone: then Tab goes to the last message that can be seen.
 */
export function useRovingFocus({ rows, list, goTo, onEnd }: Options) {
  const [chosen, setChosen] = useState<string | null>(null)
  const mounted = list
    .getVirtualItems()
    .map(({ index }) => rows[index])
    .filter((row) => row?.kind === 'message')
  const current = mounted.some((row) => row?.key === chosen) ? chosen : (mounted.at(-1)?.key ?? null)

  function onFocus({ target }: FocusEvent) {
    const id = target.closest<HTMLElement>('[data-message]')?.dataset.message
    const row = rows.find((each) => each.kind === 'message' && each.message.id === id)
    if (row) setChosen(row.key)
  }

  function onKeyDown(event: KeyboardEvent) {
    const isMessage = event.target instanceof HTMLElement && event.target.hasAttribute('data-message')
    if (isLayerOpen()) return // a menu or a popover of the message: its keys are its own
    if (event.key === 'Escape' && !isMessage && !event.defaultPrevented) return backToMessage(event)
    if (!isMessage || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'End') {
      event.preventDefault()
      onEnd()
      return
    }
    const at = rows.findIndex((row) => row.key === current)
    const to = target(event.key, rows, at, pageLength(list))
    if (to === null) return
    event.preventDefault()
    // Of two keys before the list has got to the first, the second counts.
    const pane = list.scrollElement
    focus(to, {
      isExpected: () => isNowhere(document.activeElement) || (pane?.contains(document.activeElement) ?? false),
    })
  }

  /** `isPlaced`: the list is on its way there already. `isExpected`: nobody has gone elsewhere since it was asked for. */
  function focus(index: number, { isPlaced = false, isExpected }: { isPlaced?: boolean; isExpected(): boolean }) {
    const row = rows[index]
    if (row?.kind !== 'message') return
    setChosen(row.key)
    const find = () => list.scrollElement?.querySelector<HTMLElement>(`[data-message="${CSS.escape(row.message.id)}"]`)
    if (!isPlaced && !find()) goTo.row(index, 'center')
    // What was not mounted is so a frame or two after the list has been told to go there.
    const reach = (framesLeft: number) => {
      const element = find()
      if (!element && framesLeft > 0) requestAnimationFrame(() => reach(framesLeft - 1))
      if (isExpected()) element?.focus({ preventScroll: true })
      if (!isPlaced) element?.scrollIntoView({ block: 'nearest' })
    }
    reach(20)
  }

  return { current, onFocus, onKeyDown, focus }
}

/** From a link or a button inside a message back to the message. */
function backToMessage(event: KeyboardEvent): void {
  const message = (event.target as HTMLElement).closest<HTMLElement>('[data-message]')
  if (!message) return
  event.preventDefault()
  message.focus({ preventScroll: true })
}

function target(key: string, rows: readonly Row[], at: number, page: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return next(rows, at, -1, 1)
    case 'ArrowDown':
      return next(rows, at, 1, 1)
    case 'PageUp':
      return next(rows, at, -1, page)
    case 'PageDown':
      return next(rows, at, 1, page)
    case 'Home':
      return next(rows, -1, 1, 1)
    default:
      return null
  }
}

/** So many messages further, or as far as there are any. */
function next(rows: readonly Row[], from: number, by: 1 | -1, count: number): number {
  let found = from
  for (let at = from + by, left = count; left > 0 && at >= 0 && at < rows.length; at += by) {
    if (rows[at]!.kind !== 'message') continue
    found = at
    left--
  }
  return found
}

function pageLength({ range }: List): number {
  return range ? Math.max(1, range.endIndex - range.startIndex - 1) : 1
}
