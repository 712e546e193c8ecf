import { ListFilter } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf } from '../inbox/inbox-search.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { classes } from '../ui/classes.ts'
import { IconButton } from '../ui/icon-button.tsx'
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
        <IconButton
          icon={ListFilter}
          label={count > 0 ? t('filters.title_on', { count }) : t('filters.title')}
          {...props}
          data-filters=""
          className={classes(count > 0 && 'bg-selected text-accent-text')}
        />
      )}
    >
      <Suspense fallback={<Skeleton className="h-72" />}>
        <FilterEditor />
      </Suspense>
    </Popover>
  )
}
