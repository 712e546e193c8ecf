import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf, keepFilters } from '../inbox/inbox-search.ts'
import { queryOf } from '../inbox/list-query.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { SearchBox } from '../search/search-box.tsx'
import { useSearchText } from '../search/use-search-text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ConversationList, type ListHandle, SkeletonRows } from './conversation-list.tsx'
import type { RowContext } from './conversation-row.tsx'
import { rowHeight, useDensity } from './density.ts'
import { FilterButton } from './filter-button.tsx'
import { FilterChips } from './filter-chips.tsx'
import { ListHeader } from './list-header.tsx'
import { NothingHere } from './nothing-here.tsx'
import { SavedViewsMenu } from './saved-views-menu.tsx'
import { useCounts } from './use-counts.ts'
import { useFilteredList } from './use-filtered-list.ts'
import { useHand } from './use-hand.ts'
import { useListCommands } from './use-list-commands.ts'
import { useMinute } from './use-minute.ts'
import { useOrder } from './use-order.ts'
import { useSelection } from './use-selection.ts'
import { ViewTabs } from './view-tabs.tsx'

const SearchPane = lazy(async () => ({ default: (await import('../search/search-pane.tsx')).SearchPane }))
const PickDialog = lazy(async () => ({ default: (await import('./pick-dialog.tsx')).PickDialog }))

/** The conversations of a view, or what a search found; and what can be done to many of them. */
export function ListPane() {
  const { view, search, conversationId: openId } = useInboxAddress()
  const now = useMinute()
  const density = useDensity()
  const counts = useCounts()
  const query = queryOf(view, filtersOf(search))
  const content = useFilteredList(query, now)
  const hand = useHand()
  const order = useOrder(content, openId, hand.isOn)
  const selection = useSelection(content.key)
  const handle = useRef<ListHandle>(null)
  const [activeId, setActive] = useState<string | null>(null)
  const text = useSearchText()
  const commands = useListCommands({ content, order, selection, handle, openId, hasFocus: hand.isInside })

  const { run, pick } = commands
  const extend = (id: string) =>
    selection.extend(
      id,
      order.rows.map((row) => row.id),
    )
  const latest = useRef({ run, extend, toggle: selection.toggle })
  latest.current = { run, extend, toggle: selection.toggle }
  const place = JSON.stringify(search)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the search
  const context = useMemo<RowContext>(
    () => ({
      view,
      search: keepFilters(search),
      density,
      now,
      isSelecting: selection.isOn,
      onSelect: (id, isRange) => (isRange ? latest.current.extend(id) : latest.current.toggle(id)),
      onFocus: setActive,
      run: (action, id) => latest.current.run(action, id),
    }),
    [view, place, density, now, selection.isOn],
  )

  const hasFilters = Object.keys(filtersOf(search)).length > 0
  const isEmpty = content.items.length === 0 && order.rows.length === 0
  const total = useTotal(counts, view, hasFilters)
  const accounts = useInbox((state) => state.accounts.size)

  return (
    <>
      <header className="border-b border-line px-4 pt-3">
        <ListHeader onSelect={selection.begin} />
        <div className="mt-2 flex items-center gap-1">
          <search className="min-w-0 flex-1">
            <SearchBox text={text} />
          </search>
          {!text.isOpen && (
            <span className="-me-1.5 flex">
              <SavedViewsMenu />
              <FilterButton />
            </span>
          )}
        </div>
        {text.isOpen ? <span className="block h-2.5" /> : <ViewTabs counts={counts} />}
      </header>
      {text.isOpen ? (
        <Suspense fallback={<SkeletonRows count={4} height={rowHeight[density]} />}>
          <SearchPane text={text} now={now} />
        </Suspense>
      ) : (
        <>
          {hasFilters && <FilterChips />}
          {isEmpty && !content.hasMore && content.status === 'idle' ? (
            <NothingHere hasAccounts={accounts > 0} />
          ) : (
            <ConversationList
              key={content.key}
              {...{ content, order, hand, context, total, openId, activeId, handle }}
              selected={selection.ids}
              onExtend={extend}
            />
          )}
          {selection.isOn && <BulkBar {...{ selection, commands, order }} />}
        </>
      )}
      {pick && (
        <Suspense fallback={null}>
          <PickDialog {...pick} />
        </Suspense>
      )}
      <span role="status" className="sr-only">
        {selection.ids.size > 0 && t('bulk.selected', { count: selection.ids.size })}
      </span>
    </>
  )
}

/** How long the whole list is, where the server has counted to its end. */
function useTotal(
  counts: ReturnType<typeof useCounts>,
  view: ReturnType<typeof useInboxAddress>['view'],
  hasFilters: boolean,
): number | null {
  if (!counts?.isCurrent || hasFilters) return null
  const count = counts.views[view === 'all' ? 'inbox' : view]
  return count < counts.limit ? count : null
}
