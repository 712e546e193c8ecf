import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type InboxFilters, type InboxSearch, type InboxView, keepFilters } from './inbox-search.ts'

/** Where in the inbox the page stands, which is all its state that could be shared, and how to go elsewhere. */
export interface InboxAddress {
  readonly view: InboxView
  readonly conversationId: string | null
  readonly search: InboxSearch
  /** To a conversation, or back to the list. The filters stay. */
  open(conversationId: string | null): void
  /** Changes some of what the address says; undefined takes it away. */
  refine(change: { [K in keyof InboxSearch]?: InboxSearch[K] | undefined }, options?: { replace?: boolean }): void
  /** To another view, with these filters and no others. */
  show(view: InboxView, filters: InboxFilters): void
}

export function useInboxAddress(): InboxAddress {
  const navigate = useNavigate()
  const { view = 'all', conversationId } = useParams({ strict: false })
  const search = useSearch({ strict: false })
  const here = { view: view as InboxView, search: search as InboxSearch }
  return {
    ...here,
    conversationId: conversationId ?? null,
    open(id) {
      // Said even where there is none: what is left out stays as it was.
      const params = { view: here.view, conversationId: id ?? undefined }
      void navigate({ to: '/inbox/$view/{-$conversationId}', params, search: keepFilters(here.search) })
    },
    refine(change, { replace = false } = {}) {
      // Wherever one has gone meanwhile: who says it late takes nobody back.
      void navigate({ to: '.', search: (now) => ({ ...now, ...change }) as typeof now, replace })
    },
    show(view, filters) {
      void navigate({
        to: '/inbox/$view/{-$conversationId}',
        params: { view, conversationId: undefined },
        search: filters,
      })
    },
  }
}
