import { Link } from '@tanstack/react-router'
import { CheckCheck, FilterX, Inbox, Plug } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { filtersOf } from '../inbox/inbox-search.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useMay } from '../session/use-me.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

/** Why the list is empty, and what to do about it. */
export function NothingHere({ hasAccounts }: { hasAccounts: boolean }) {
  const { view, search, show } = useInboxAddress()
  const mayConnect = useMay('accounts.manage')
  if (Object.keys(filtersOf(search)).length > 0) {
    return (
      <EmptyState
        icon={FilterX}
        title={t('list.no_match')}
        action={<Button onClick={() => show(view, {})}>{t('list.clear_filters')}</Button>}
      />
    )
  }
  if (!hasAccounts) {
    const action = mayConnect && (
      <Link
        to="/settings/$section/{-$item}"
        params={{ section: 'accounts' }}
        className="inline-flex h-8 items-center rounded-md border border-line-strong/50 bg-raised px-3 hover:bg-hover"
      >
        {t('list.connect')}
      </Link>
    )
    return <EmptyState icon={Plug} title={t('list.no_accounts')} text={t('list.no_accounts_text')} action={action} />
  }
  if (view === 'all') return <EmptyState icon={Inbox} title={t('list.empty')} text={t('list.empty_text')} />
  if (view === 'unread')
    return <EmptyState icon={CheckCheck} title={t('list.caught_up')} text={t('list.caught_up_text')} />
  return <EmptyState icon={CheckCheck} title={t('list.all_done')} text={t('list.all_done_text')} />
}
