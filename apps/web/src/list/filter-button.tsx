import { ListFilter } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf } from '../inbox/inbox-search.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const FilterEditor = lazy(async () => ({ default: (await import('./filter-editor.tsx')).FilterEditor }))

export function FilterButton() {
  const { search } = useInboxAddress()
  const count = Object.keys(filtersOf(search)).length
  return (
    <Popover
      label={t('filters.title')}
      align="end"
      className="w-80"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          title={t('filters.title')}
          aria-label={count > 0 ? t('filters.title_on', { count }) : t('filters.title')}
          data-current={count > 0 ? '' : undefined}
          className="grid size-8 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-text aria-expanded:bg-hover data-current:bg-selected data-current:text-accent-text"
        >
          <ListFilter size={16} strokeWidth={1.9} aria-hidden="true" />
        </button>
      )}
    >
      <Suspense fallback={<Skeleton className="h-72" />}>
        <FilterEditor />
      </Suspense>
    </Popover>
  )
}
