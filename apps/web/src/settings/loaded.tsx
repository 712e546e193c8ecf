import { ApiError } from '@switchboard/sdk'
import type { UseQueryResult } from '@tanstack/react-query'
import { CloudAlert, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../i18n/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { explainRefusal } from './explain-refusal.ts'

interface Props<T> {
  query: UseQueryResult<T>
  waiting?: ReactNode
  children(data: T): ReactNode
}

/** What was asked for, or its place while it is on its way, or why it is not here. What is here stays when asking again fails. */
export function Loaded<T>({ query, waiting, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <NotLoaded error={query.error} onAgain={() => void query.refetch()} />
  return (
    <div aria-busy="true">
      <span role="status" className="sr-only">
        {t('common.loading')}
      </span>
      {waiting ?? <Skeleton className="h-32" />}
    </div>
  )
}

export function NotLoaded({ error, onAgain }: { error: unknown; onAgain(): void }) {
  if (error instanceof ApiError && error.is('forbidden')) return <NoPermission />
  return (
    <EmptyState
      icon={CloudAlert}
      title={t('forms.not_loaded')}
      text={explainRefusal(error)}
      action={<Button onClick={onAgain}>{t('common.try_again')}</Button>}
    />
  )
}

export function NoPermission() {
  return <EmptyState icon={Lock} title={t('forms.no_permission')} text={t('forms.no_permission_lead')} />
}

/** Above what can be seen and not changed. */
export function OnlyLook() {
  return (
    <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2 text-muted">
      <Lock size={15} aria-hidden="true" className="shrink-0" />
      {t('forms.only_look')}
    </p>
  )
}
