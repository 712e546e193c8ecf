import { Link, Navigate, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { t } from '../i18n/t.ts'
import { Queries } from '../live/queries.tsx'
import { useMe } from '../session/use-me.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { settingsSections } from './sections.ts'

export function SettingsPage() {
  const { section } = useParams({ from: '/signed-in/settings/$section' })
  const { permissions } = useMe()
  const sections = settingsSections.filter(({ permission }) => !permission || permissions.includes(permission))
  const open = sections.find(({ id }) => id === section)
  if (!open) return <Navigate to="/settings/$section" params={{ section: sections[0]!.id }} replace />

  return (
    <div className="flex min-w-0 flex-1 max-md:flex-col">
      <nav
        data-region="list"
        aria-label={t('settings.title')}
        className="shrink-0 border-line bg-surface md:w-60 md:border-e md:p-3 max-md:border-b max-md:px-3 max-md:pt-3"
      >
        <h1 className="px-2 pb-3 text-lg font-semibold">{t('settings.title')}</h1>
        <ul className="flex gap-0.5 max-md:overflow-x-auto max-md:pb-2 md:flex-col">
          {sections.map(({ id, label, icon: Icon }) => (
            <li key={id}>
              <Link
                to="/settings/$section"
                params={{ section: id }}
                className="flex min-h-8 items-center gap-2.5 rounded-md px-2 whitespace-nowrap text-muted transition-colors hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text"
              >
                <Icon size={16} strokeWidth={1.9} aria-hidden="true" />
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main
        data-region="page"
        aria-labelledby="settings-heading"
        className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface"
      >
        <div className="mx-auto max-w-180 px-6 py-8 max-md:px-4 max-md:py-5">
          <h2 id="settings-heading" className="text-xl font-semibold tracking-tight">
            {t(open.label)}
          </h2>
          <div className="mt-6">
            <Queries>
              <Suspense fallback={<Skeleton className="h-48" />}>
                <open.Page />
              </Suspense>
            </Queries>
          </div>
        </div>
      </main>
    </div>
  )
}
