import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type Ref,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { t } from '../i18n/t.ts'
import { choicesIn } from './choices-in.ts'
import { estimateHeight } from './estimate-height.ts'
import { type Row, rowsOf, type UnreadMark } from './rows.ts'
import { StickyDate } from './sticky-date.tsx'
import { ThreadRow } from './thread-row.tsx'
import { useEdges } from './use-edges.ts'
import { useGoTo } from './use-go-to.ts'
import type { Place } from './use-jump.ts'
import { endThreshold, type PanePosition, usePanePosition } from './use-pane-position.ts'
import { useRovingFocus } from './use-roving-focus.ts'
import type { ShownMessages } from './use-shown-messages.ts'

export interface MessageListHandle {
  /** False where the message is not in this list. */
  scrollTo(messageId: string, isExpected: () => boolean): boolean
  scrollToEnd(): void
}

interface Props {
  ref: Ref<MessageListHandle>
  shown: ShownMessages
  unread: UnreadMark | null
  contactName: string
  start: Place['start']
  flashed: string | null
  onPosition(position: PanePosition): void
  onEndKey(): void
}

/** So much of the pane lies above a message that is gone to: what was said before it can be seen, too. */
const shareAbove = 0.25
const screensAhead = 1.5
/** At the end of the list, for what is said of others who are typing. */
const roomBelow = 34

/**
 * The messages of a thread, of which only those that can be seen are drawn. What somebody reads stays where it is while
 * messages come in above it, grow or go; at the end it stays at the end. The list is one object that changes, so no
 * compiler may memoise this component.
 */
export function MessageList({ ref, shown, unread, contactName, start, flashed, onPosition, onEndKey }: Props) {
  'use no memo'
  const { messages, hasOlder, hasNewer } = shown
  const pane = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(() => Math.max(200, innerHeight - 140))
  const edges = useEdges(messages, hasOlder)
  const rows = useMemo(() => rowsOf(messages, { hasOlder, unread, edges }), [messages, hasOlder, unread, edges])
  const [startRow] = useState(() => indexOfStart(rows, start))
  const hadNewer = useRef(hasNewer)
  const estimate = useEstimates()
  // First what is on the screen, then what may be scrolled to.
  const overscan = useDeferredValue(6, 0)

  const list = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: (index) => estimate(rows[index]!),
    getItemKey: (index) => rows[index]!.key,
    anchorTo: 'end',
    // What comes after a part that was not the end is read on in, not jumped over.
    followOnAppend: !hasNewer && !hadNewer.current,
    scrollEndThreshold: endThreshold,
    overscan,
    paddingStart: 8,
    paddingEnd: roomBelow,
    scrollPaddingStart: Math.round(height * shareAbove),
    initialRect: { width: 600, height },
    initialOffset: () => offsetOf(rows, startRow, height),
  })
  // Whatever has begun above the pane and changes its height does so upwards: the first line that is read stays.
  list.shouldAdjustScrollPositionOnItemSizeChange = (item, _, { scrollOffset }) => item.start < (scrollOffset ?? 0)
  const position = usePanePosition(pane)
  useEffect(() => onPosition(position), [onPosition, position])
  useEffect(() => {
    hadNewer.current = hasNewer
  }, [hasNewer])

  const goTo = useGoTo(list, rows, pane)
  // Before the first painting; what turns out to be of another size than expected the list makes good by itself.
  useLayoutEffect(() => {
    setHeight(pane.current!.clientHeight)
    if (startRow === null) goTo.end()
    else goTo.row(startRow, 'start')
  }, [goTo, startRow])

  const roving = useRovingFocus({ rows, list, goTo, onEnd: onEndKey })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list has come to the message it was asked for
  useEffect(() => {
    if (startRow === null || typeof start !== 'object') return
    roving.focus(startRow, { isPlaced: true, isExpected: start.isExpected })
  }, [])

  useEffect(() => {
    const { scrollOffset, scrollRect } = list
    if (shown.problem || scrollOffset === null || !scrollRect || goTo.isOnItsWay()) return
    const ahead = scrollRect.height * screensAhead
    if (hasOlder && scrollOffset < ahead) shown.loadOlder()
    else if (hasNewer && list.getDistanceFromEnd() < ahead) shown.loadNewer()
    const reading = rows[list.range?.endIndex ?? -1]
    if (reading?.kind === 'message') shown.trimAround(reading.message.id)
  })

  useImperativeHandle(ref, () => ({
    scrollTo(messageId, isExpected) {
      const index = rows.findIndex((row) => row.kind === 'message' && row.message.id === messageId)
      if (index === -1) return false
      goTo.row(index, 'start')
      roving.focus(index, { isPlaced: true, isExpected })
      return true
    },
    scrollToEnd: goTo.end,
  }))

  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages])
  const choices = useMemo(() => choicesIn(messages), [messages])

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={pane}
        role="feed"
        aria-label={t('thread.messages')}
        aria-busy={shown.isLoading}
        onFocus={roving.onFocus}
        onKeyDown={roving.onKeyDown}
        className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-none [overflow-anchor:none]"
      >
        <div className="relative mx-auto mt-auto w-full max-w-220 shrink-0" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index]!
            const message = row.kind === 'message' ? row.message : null
            return (
              <div
                key={key}
                ref={list.measureElement}
                data-index={index}
                className="absolute inset-x-0 top-0 [contain:layout_style]"
                style={{ transform: `translateY(${start}px)` }}
              >
                <ThreadRow
                  row={row}
                  place={index + 1}
                  contactName={contactName}
                  isCurrent={row.key === roving.current}
                  isFlashed={message !== null && message.id === flashed}
                  quoted={byId.get(message?.reply_to?.id ?? '')}
                  chosen={message ? choices.get(message.id) : undefined}
                />
              </div>
            )
          })}
        </div>
      </div>
      <StickyDate rows={rows} list={list} />
    </div>
  )
}

/**
 * A guess that turns out right is never measured again, as far as the list is concerned: so it must stay what it was when
 * the message says something else later.
 */
function useEstimates(): (row: Row) => number {
  const [estimates] = useState(() => new Map<string, number>())
  return (row) => {
    const known = estimates.get(row.key)
    if (known !== undefined) return known
    const estimated = estimateHeight(row)
    estimates.set(row.key, estimated)
    return estimated
  }
}

function indexOfStart(rows: readonly Row[], start: Place['start']): number | null {
  if (start === 'end') return null
  const index = rows.findIndex((row) =>
    start === 'opening' ? row.kind === 'unread' : row.kind === 'message' && row.message.id === start.message,
  )
  return index === -1 ? null : index
}

/** Where the list begins, as far as that can be said before anything is drawn. */
function offsetOf(rows: readonly Row[], index: number | null, height: number): number {
  const above = rows.slice(0, index ?? rows.length).reduce((sum, row) => sum + estimateHeight(row), 0)
  return Math.max(0, above - height * (index === null ? 1 : shareAbove))
}
