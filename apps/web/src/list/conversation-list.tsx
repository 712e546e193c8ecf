import type { ConversationView, MemberView } from '@switchboard/protocol'
import { ArrowUp, RotateCw } from 'lucide-react'
import { type KeyboardEvent, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ConversationRow, type RowContext } from './conversation-row.tsx'
import { rowHeight } from './density.ts'
import { useTeamTyping } from './team-typing.ts'
import type { ListContent } from './use-filtered-list.ts'
import type { useHand } from './use-hand.ts'
import type { ShownOrder } from './use-order.ts'
import { useRows } from './use-rows.ts'

/** What others may ask of the list that is on the screen. */
export interface ListHandle {
  focusRow(id: string): void
  /** Brings a row into sight without taking the focus to it. */
  showRow(id: string): void
}

interface Props {
  content: ListContent
  order: ShownOrder
  hand: ReturnType<typeof useHand>
  context: RowContext
  /** How many there are in all, where that is known. */
  total: number | null
  openId: string | null
  activeId: string | null
  selected: ReadonlySet<string>
  handle: React.RefObject<ListHandle | null>
  onExtend(id: string): void
}

/** So many rows before the end the next page is asked for. */
const ahead = 25

export function ConversationList(props: Props) {
  const { content, order, hand, context, total, openId, activeId, selected, handle, onExtend } = props
  const { rows } = order
  const height = rowHeight[context.density]
  const scroller = useRef<HTMLElement>(null)
  const wanted = useRef<string | null>(null)
  const active = indexOf(rows, activeId) ?? indexOf(rows, openId) ?? 0
  const virtualizer = useRows({ listKey: content.key, scroller, rows, height, activeIndex: active })
  const shown = virtualizer.getVirtualItems()
  const typing = useTypingWords()

  const last = shown.at(-1)?.index ?? 0
  const { hasMore, status, more } = content
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for is the list's own to know
  useEffect(() => {
    if (hasMore && status === 'idle' && last >= rows.length - ahead) more()
  }, [hasMore, status, last, rows.length])

  useImperativeHandle(handle, () => ({
    focusRow(id) {
      const index = indexOf(rows, id)
      if (index === null) return
      wanted.current = id
      context.onFocus(id)
      virtualizer.scrollToIndex(index, { align: 'auto' })
    },
    showRow(id) {
      const index = indexOf(rows, id)
      if (index !== null) virtualizer.scrollToIndex(index, { align: 'auto' })
    },
  }))

  // The row may have come with this drawing alone.
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const link = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.current)}"] a`)
    if (!link) return
    wanted.current = null
    link.focus({ preventScroll: true })
  })

  function move(event: KeyboardEvent<HTMLElement>) {
    if (!(event.target instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 1)
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))]!.id
    if (event.shiftKey && rows[active]) {
      onExtend(rows[active].id)
      onExtend(next)
    }
    handle.current?.focusRow(next)
  }

  /** The button goes with what it shows: whoever came to it by key goes on in the list. */
  function showUpdates(isByKey: boolean) {
    const next = rows[active]?.id
    order.letGo()
    if (isByKey && next !== undefined) handle.current?.focusRow(next)
  }

  const setSize = hasMore ? (total !== null && total > rows.length ? total : -1) : rows.length
  // The button that lies over the rows is part of what a hand is on: else it would be gone when somebody reaches for it.
  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...hand.handlers}>
      {order.updates > 0 && <Updates count={order.updates} onShow={showUpdates} />}
      <nav
        ref={scroller}
        aria-label={t('regions.list')}
        data-list=""
        onKeyDown={move}
        className="group/list min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <ul className="relative" style={{ height: virtualizer.getTotalSize() }} aria-busy={status === 'loading'}>
          {shown.map(({ index, start }) => {
            const { id } = rows[index]!
            const conversation = content.find(id)
            if (!conversation) return null
            return (
              <ConversationRow
                key={id}
                context={context}
                conversation={conversation}
                typing={typing(conversation)}
                isOpen={id === openId}
                isSelected={selected.has(id)}
                isMuted={!passesStill(content, conversation)}
                isActive={index === active}
                top={start}
                position={index + 1}
                setSize={setSize}
              />
            )
          })}
        </ul>
        <Foot status={status} hasMore={hasMore} height={height} onRetry={more} />
      </nav>
    </div>
  )
}

function Updates({ count, onShow }: { count: number; onShow(isByKey: boolean): void }) {
  return (
    <span className="pointer-events-none absolute inset-x-0 top-2 z-10 grid justify-items-center">
      <button
        type="button"
        onMouseDown={(event) => event.preventDefault()} // it takes no focus that would be lost with it
        onClick={({ detail }) => onShow(detail === 0)}
        className="layer pointer-events-auto inline-flex h-7 items-center gap-1.5 rounded-full bg-accent ps-2.5 pe-3 text-sm font-medium text-on-accent shadow-raised hover:bg-accent-hover"
      >
        <ArrowUp size={14} strokeWidth={2.2} aria-hidden="true" />
        {t('list.updates', { count })}
      </button>
    </span>
  )
}

interface FootProps {
  status: ListContent['status']
  hasMore: boolean
  height: number
  onRetry(): void
}

/** What comes next is on its way, or could not be fetched. */
function Foot({ status, hasMore, height, onRetry }: FootProps) {
  if (status === 'failed') {
    return (
      <div role="alert" className="flex items-center justify-between gap-3 border-t border-line px-4 py-3">
        <span className="text-muted">{t('list.not_loaded')}</span>
        <Button size="sm" onClick={onRetry}>
          <RotateCw size={14} aria-hidden="true" />
          {t('common.try_again')}
        </Button>
      </div>
    )
  }
  if (!hasMore) return null
  return <SkeletonRows count={3} height={height} />
}

export function SkeletonRows({ count, height }: { count: number; height: number }) {
  return (
    <div role="status">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: count }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={n} aria-hidden="true" className="flex items-center gap-3 px-4" style={{ height }}>
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <span className="grid flex-1 gap-2">
            <Skeleton className="h-3 w-2/5" />
            <Skeleton className="h-3 w-4/5" />
          </span>
        </div>
      ))}
    </div>
  )
}

function indexOf(rows: ShownOrder['rows'], id: string | null): number | null {
  if (id === null) return null
  const index = rows.findIndex((row) => row.id === id)
  return index === -1 ? null : index
}

function passesStill({ items }: ListContent, conversation: ConversationView): boolean {
  return passing(items).has(conversation.id)
}

const passingIds = new WeakMap<readonly ConversationView[], ReadonlySet<string>>()

function passing(items: readonly ConversationView[]): ReadonlySet<string> {
  const known = passingIds.get(items) ?? new Set(items.map(({ id }) => id))
  passingIds.set(items, known)
  return known
}

/** “Sam is replying”, for a conversation in which somebody is; else nothing. */
function useTypingWords(): (conversation: ConversationView) => string {
  const typing = useTeamTyping()
  const members = useInbox((state) => state.members)
  return ({ id }) => {
    const names = (typing.get(id) ?? []).map((memberId) => nameOf(members.get(memberId)))
    return names.length === 0 ? '' : t('list.replying', { name: names.join(', ') })
  }
}

function nameOf(member: MemberView | undefined): string {
  return member?.name ?? member?.email ?? t('list.a_colleague')
}
