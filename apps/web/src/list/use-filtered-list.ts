import type { ConversationView } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { keyOf, type ListQuery } from '../inbox/list-query.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { FilteredList, type Reach } from './filtered-list.ts'

export interface ListContent {
  /** Which list it is: another one begins at its top. */
  readonly key: string
  readonly items: readonly ConversationView[]
  readonly hasMore: boolean
  readonly status: Reach['status']
  /** A conversation as it is now, whether it passes or not. Another function whenever there are others. */
  find(id: string): ConversationView | undefined
  more(): void
}

export function useFilteredList(query: ListQuery, at: string): ListContent {
  const client = useClient()
  const list = listOf(client, query)
  const reach = useSyncExternalStore(list.subscribe, () => list.reach)
  // biome-ignore lint/correctness/useExhaustiveDependencies: how far the list reaches decides what it shows
  const items = useInbox(useCallback((state) => list.select(state, at), [list, at, reach]))
  const hasMore = useInbox((state) => list.hasMore(state))
  const held = useInbox((state) => state.conversations)
  const find = useMemo(() => finder(held, list.frozen), [held, list.frozen])
  return { key: keyOf(list.query), items, hasMore, status: reach.status, find, more: () => void list.more() }
}

function finder(
  held: ReadonlyMap<string, ConversationView>,
  frozen: readonly ConversationView[] | null,
): ListContent['find'] {
  if (!frozen) return (id) => held.get(id)
  const before = new Map(frozen.map((conversation) => [conversation.id, conversation]))
  return (id) => held.get(id) ?? before.get(id)
}

/** Those looked at lately stay as far as they were fetched, so that going back to one is instant. */
const lists = new WeakMap<Client, Map<string, FilteredList>>()
const mostLists = 8

function listOf(client: Client, query: ListQuery): FilteredList {
  const known = lists.get(client) ?? new Map<string, FilteredList>()
  lists.set(client, known)
  const key = keyOf(query)
  const list = known.get(key) ?? new FilteredList(client, query)
  known.delete(key)
  known.set(key, list) // the last one is the latest
  const [oldest] = known.keys()
  if (known.size > mostLists && oldest !== undefined) {
    known.get(oldest)!.stop()
    known.delete(oldest)
  }
  return list
}
