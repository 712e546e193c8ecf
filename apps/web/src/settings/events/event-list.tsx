import type { InboundEventView } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp, Webhook } from 'lucide-react'
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { dateAndTime, relativeTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { PlatformMark } from '../../inbox/platform-mark.tsx'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { NotLoaded } from '../loaded.tsx'
import { settingsAddress } from '../settings-address.ts'
import { useMinute } from '../use-minute.ts'
import type { EventFilter, EventSearch } from './event-filter.ts'
import { StateIcon, useAccountName } from './event-marks.tsx'
import { useEventList } from './use-event-list.ts'
import { useHandAway } from './use-hand-away.ts'

const rowHeight = 60

interface Props {
  filter: EventFilter
  search: EventSearch
}

/** Keeps itself up to date, and never moves a row that somebody points at: what is new waits behind a button then. */
export function EventList({ filter, search }: Props) {
  const { list, events, fresh, isFreshMore, take } = useEventList(filter)
  useMinute()
  const frame = useRef<HTMLDivElement>(null)
  const isHandAway = useHandAway(frame)
  const { items, height, isAtTop, isAtEnd, toTop } = useRows(frame, events.length)

  const takeNow = useEffectEvent(take)
  const mayTake = fresh > 0 && isHandAway && isAtTop
  useEffect(() => {
    if (mayTake) takeNow()
  }, [mayTake])

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (isAtEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [isAtEnd, hasNextPage, isFetchingNextPage, fetchNextPage])

  if (list.error && events.length === 0) return <NotLoaded error={list.error} onAgain={() => void list.refetch()} />
  return (
    <div ref={frame} className="relative flex flex-1 flex-col">
      {fresh > 0 && !mayTake && (
        <div className="sticky top-2 z-10 -mb-8 flex justify-center">
          <Button
            look="primary"
            className="rounded-full shadow-raised"
            onClick={() => {
              take()
              toTop()
            }}
          >
            <ArrowUp size={15} aria-hidden="true" />
            {t(isFreshMore ? 'inbound.fresh_many' : 'inbound.fresh', { count: fresh })}
          </Button>
        </div>
      )}
      {list.isPending ? (
        <div aria-busy="true" className="grid gap-2">
          <Skeleton className="h-13" />
          <Skeleton className="h-13" />
          <Skeleton className="h-13" />
          <Skeleton className="h-13" />
        </div>
      ) : events.length === 0 ? (
        <NothingHere isFiltered={Object.keys(filter).length > 0} />
      ) : (
        <>
          <ul
            aria-label={t('inbound.list')}
            className="relative rounded-lg border border-line"
            style={{ height: height + 2 }}
          >
            {items.map(({ index, start }) => (
              <li
                key={events[index]!.id}
                aria-posinset={index + 1}
                aria-setsize={hasNextPage ? -1 : events.length}
                className="absolute inset-x-0 top-0 border-b border-line last:border-b-0"
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              >
                <EventRow event={events[index]!} search={search} />
              </li>
            ))}
          </ul>
          <p role="status" className="py-4 text-center text-sm text-muted">
            {hasNextPage ? isFetchingNextPage && t('inbound.more') : t('inbound.end')}
          </p>
        </>
      )}
    </div>
  )
}

/** The page is what scrolls: the rows are a part of it that begins `margin` below its top. */
function useRows(frame: React.RefObject<HTMLElement | null>, count: number) {
  const [margin, setMargin] = useState(0)
  const scroller = () => frame.current?.closest<HTMLElement>('[data-region=page]') ?? null
  useLayoutEffect(() => {
    const page = scroller()
    if (!page || !frame.current) return
    const top = frame.current.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop
    setMargin(Math.round(top))
  })
  const rows = useVirtualizer({
    count,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: margin,
  })
  const items = rows.getVirtualItems().map(({ index, start }) => ({ index, start: start - margin }))
  return {
    items,
    height: rows.getTotalSize(),
    isAtTop: (rows.scrollOffset ?? 0) <= margin,
    isAtEnd: count > 0 && (items.at(-1)?.index ?? 0) >= count - 5,
    toTop: () => scroller()?.scrollTo({ top: 0 }),
  }
}

function EventRow({ event, search }: { event: InboundEventView; search: EventSearch }) {
  const { id, platform, kind, item_key, state, reason, error, received_at } = event
  const account = useAccountName(event)
  return (
    <Link
      {...settingsAddress('events', id)}
      search={search}
      resetScroll={false}
      className="flex h-full items-center gap-3 px-3.5 transition-colors hover:bg-hover"
    >
      <StateIcon state={state} />
      <PlatformMark platform={platform} size={20} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          {kind && <span className="shrink-0">{t(`inbound.kind_${kind}`)}</span>}
          <span className={classes('truncate font-mono', kind ? 'text-xs text-muted' : 'text-sm')} dir="ltr">
            {item_key}
          </span>
        </span>
        <span className="block truncate text-sm text-muted">
          <bdi>{account}</bdi>
          {(error ?? reason) && (
            <>
              {' · '}
              <bdi className={state === 'failed' ? 'text-bad' : undefined}>{error ?? reason}</bdi>
            </>
          )}
        </span>
      </span>
      <time dateTime={received_at} title={dateAndTime(received_at)} className="shrink-0 text-sm text-muted">
        {relativeTime(received_at)}
      </time>
    </Link>
  )
}

function NothingHere({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) return <EmptyState icon={Webhook} title={t('inbound.empty')} text={t('inbound.empty_text')} />
  return <EmptyState icon={Webhook} title={t('inbound.no_match')} />
}
