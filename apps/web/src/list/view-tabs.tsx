import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { type InboxView, inboxViews } from '../inbox/inbox-search.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import type { Counts } from './use-counts.ts'

export function ViewTabs({ counts }: { counts: Counts | null }) {
  const { view } = useInboxAddress()
  const row = useRef<HTMLElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another tab to be seen
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [view])

  return (
    <nav
      ref={row}
      aria-label={t('list.views')}
      className="-mx-2 mt-1 flex gap-px overflow-x-auto p-0.5 pb-2 [scrollbar-width:none]"
    >
      {inboxViews.map((name) => (
        <Link
          key={name}
          to="/inbox/$view/{-$conversationId}"
          params={{ view: name, conversationId: undefined }}
          search={{}}
          aria-current={name === view ? 'page' : undefined}
          className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-sm whitespace-nowrap text-muted transition-colors hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text"
        >
          {t(`views.${name}`)}
          {counts && isCounted(name) && <Count count={counts.views[name]} {...counts} />}
        </Link>
      ))}
    </nav>
  )
}

/** What waits is counted; what is merely there is not. */
function isCounted(view: InboxView): view is 'unread' | 'mine' | 'unassigned' {
  return view === 'unread' || view === 'mine' || view === 'unassigned'
}

function Count({ count, limit, isCurrent }: Pick<Counts, 'limit' | 'isCurrent'> & { count: number }) {
  if (count === 0) return null
  const text = count >= limit ? t('list.at_least', { count: formatNumber(limit) }) : formatNumber(count)
  return (
    <span className="text-xs font-normal text-muted tabular-nums">
      {isCurrent ? text : t('list.was', { count: text })}
    </span>
  )
}
