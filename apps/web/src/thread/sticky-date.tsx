import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useState } from 'react'
import type { Row } from './rows.ts'
import { DatePill } from './thread-row.tsx'

interface Props {
  rows: readonly Row[]
  list: Virtualizer<HTMLDivElement, Element>
}

/** How near a date of the list may come to the top before the copy makes room for it. */
const roomPx = 44

/** The day of what is at the top of the pane. Those who listen hear the date of each day in the list. */
export function StickyDate({ rows, list }: Props) {
  const [at, setAt] = useState<string | null>(null)
  const pane = list.scrollElement

  // After every drawing: that is when rows turn out taller or lower than they were expected to be.
  useEffect(() => {
    if (!pane) return
    const look = () => setAt(dayAtTop(rows, list, pane.scrollTop))
    look()
    pane.addEventListener('scroll', look, { passive: true })
    return () => pane.removeEventListener('scroll', look)
  })

  if (at === null) return null
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
      <DatePill at={at} />
    </div>
  )
}

/** By where the pane stands, which is not where the list meant to begin if there is less to scroll than it thought. */
function dayAtTop(rows: readonly Row[], list: Props['list'], offset: number): string | null {
  for (const { index, end } of list.getVirtualItems()) {
    const row = rows[index]
    if (end <= offset || !row) continue
    // A date that is there itself, or on its way up to where the copy is.
    if (row.kind === 'date' || row.kind === 'start') return null
    const next = rows[index + 1]
    if (next?.kind === 'date' && end - offset < roomPx) return null
    return row.kind === 'message' ? row.message.sent_at : null
  }
  return null
}
