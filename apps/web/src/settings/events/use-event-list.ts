import type { InboundEventView } from '@switchboard/protocol'
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../live/client-context.tsx'
import type { EventFilter } from './event-filter.ts'
import { type EventPage, freshAmong, insertRows, refreshRows, unsettledAmong } from './event-rows.ts'

const listKey = 'inbound_events'
const pageSize = 50
const refreshEvery_ms = 4_000

type Rows = InfiniteData<EventPage, string | null>

/**
 * The journal in pages, and what of it is new. The rows only ever move when `take` is called; what they show is kept up
 * to date meanwhile.
 */
export function useEventList(filter: EventFilter) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const queryKey = [listKey, filter]
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      requests.inboundEvents.list({ ...filter, limit: pageSize, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: Number.POSITIVE_INFINITY, // kept up to date below, without moving what is looked at
    gcTime: 0,
  })
  const head = useQuery({
    queryKey: [listKey, 'head', filter],
    queryFn: async ({ signal }) => {
      const { items } = await requests.inboundEvents.list({ ...filter, limit: pageSize }, { signal })
      const unsettled = unsettledAmong(queries.getQueryData<Rows>(queryKey)?.pages ?? [], items)
      const settled = await Promise.all(unsettled.map(({ id }) => requests.inboundEvents.get(id, { signal })))
      change(queries, queryKey, (pages) => refreshRows(pages, [...items, ...settled]))
      return items
    },
    enabled: list.isSuccess,
    refetchInterval: refreshEvery_ms,
    gcTime: 0,
  })
  const fresh = list.data && head.data ? freshAmong(list.data.pages, head.data) : []
  return {
    list,
    events: list.data?.pages.flatMap(({ items }) => items) ?? [],
    fresh: fresh.length,
    /** More than these may have come: the newest page is full of them. */
    isFreshMore: fresh.length >= pageSize,
    /** Puts the new ones in. Where there are more than a page of them, the list begins anew. */
    take() {
      if (fresh.length >= pageSize) void queries.resetQueries({ queryKey, exact: true })
      else change(queries, queryKey, (pages) => insertRows(pages, fresh))
    },
  }
}

/** Shows in every list what has become of an event. */
export function useEventSeen(): (event: InboundEventView) => void {
  const queries = useQueryClient()
  return (event) => {
    for (const query of queries.getQueryCache().findAll({ queryKey: [listKey] })) {
      if (query.queryKey[1] !== 'head') change(queries, query.queryKey, (pages) => refreshRows(pages, [event]))
    }
  }
}

function change(
  queries: ReturnType<typeof useQueryClient>,
  queryKey: readonly unknown[],
  by: (pages: readonly EventPage[]) => EventPage[],
): void {
  queries.setQueryData<Rows>(queryKey, (rows) => rows && { ...rows, pages: by(rows.pages) })
}
