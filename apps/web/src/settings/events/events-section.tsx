import { useSearch } from '@tanstack/react-router'
import { t } from '../../i18n/t.ts'
import { BulkReplay } from './bulk-replay.tsx'
import { EventDialog } from './event-dialog.tsx'
import { filterOf } from './event-filter.ts'
import { EventFilters } from './event-filters.tsx'
import { EventList } from './event-list.tsx'

/** The journal: what the platforms sent, what became of it, and once more where that was nothing. */
export function EventsSection({ item }: { item: string | undefined }) {
  const search = useSearch({ from: '/signed-in/settings/$section/{-$item}' })
  const filter = filterOf(search)
  return (
    <div className="flex flex-1 flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="text-muted">{t('inbound.lead')}</p>
        <BulkReplay filter={filter} />
      </div>
      <EventFilters search={search} />
      <EventList key={JSON.stringify(filter)} filter={filter} search={search} />
      {item !== undefined && <EventDialog key={item} id={item} search={search} />}
    </div>
  )
}
