import { Link, Navigate, useParams } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, Suspense } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { settingsPages } from '../i18n/en/settings-pages.ts'
import { learn, t } from '../i18n/t.ts'
import { Queries } from '../live/queries.tsx'
import { useMe } from '../session/use-me.ts'
import { useWidth } from '../shell/use-width.ts'
import { classes } from '../ui/classes.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { NoPermission } from './loaded.tsx'
import { type SettingsSection, settingsGroups, settingsSections } from './sections.ts'
import { settingsAddress } from './settings-address.ts'

learn(settingsPages)

/** On a phone the list of pages; where there is room for both, the first page beside it. */
export function SettingsHome() {
  const isPhone = useWidth() === 'phone'
  usePageTitle(t('settings.title'))
  if (!isPhone) return <Navigate {...settingsAddress('profile')} replace />
  return (
    <main data-region="page" aria-label={t('settings.title')} className="min-h-0 flex-1 overflow-y-auto bg-surface p-3">
      <SectionLinks isPhone />
    </main>
  )
}

export function SettingsPage() {
  const { section, item } = useParams({ from: '/signed-in/settings/$section/{-$item}' })
  const isPhone = useWidth() === 'phone'
  const open = settingsSections.find(({ id }) => id === section)
  if (!open) return <Navigate to="/settings" replace />
  return (
    <div className="flex min-w-0 flex-1">
      {!isPhone && <SectionLinks />}
      <Page key={open.id} section={open} item={item} isPhone={isPhone} />
    </div>
  )
}

function Page({ section, item, isPhone }: { section: SettingsSection; item: string | undefined; isPhone: boolean }) {
  const { permissions } = useMe()
  const { label, permission, isWide, Page: Content } = section
  usePageTitle(`${t(label)} · ${t('settings.title')}`)
  return (
    <main
      data-region="page"
      aria-labelledby="settings-heading"
      className="flex min-h-0 min-w-0 flex-1 scroll-pt-16 flex-col overflow-y-auto bg-surface"
    >
      <div
        className={classes(
          'mx-auto flex w-full flex-1 flex-col px-8 pt-8 pb-16 max-md:px-4 max-md:pt-3',
          isWide ? 'max-w-260' : 'max-w-190',
        )}
      >
        {isPhone && (
          <Link to="/settings" className="-ms-2 mb-2 flex min-h-9 items-center gap-1 self-start pe-3 text-muted">
            <ChevronLeft size={18} aria-hidden="true" className="rtl:-scale-x-100" />
            {t('nav.back')}
          </Link>
        )}
        <h1 id="settings-heading" className="pb-6 text-2xl font-semibold tracking-tight">
          {t(label)}
        </h1>
        {permission && !permissions.includes(permission) ? (
          <NoPermission />
        ) : (
          <Queries>
            <Suspense fallback={<Skeleton className="h-48" />}>
              <Content item={item} />
            </Suspense>
          </Queries>
        )}
      </div>
    </main>
  )
}

/** Only what this member's role opens. */
function SectionLinks({ isPhone = false }: { isPhone?: boolean }): ReactNode {
  const { permissions } = useMe()
  const isOpen = ({ permission }: SettingsSection) => !permission || permissions.includes(permission)
  const Heading = isPhone ? 'h1' : 'p'
  return (
    <nav
      aria-label={t('nav.sections')}
      data-region={isPhone ? undefined : 'list'}
      className={isPhone ? undefined : 'w-60 shrink-0 overflow-y-auto border-e border-line bg-surface p-3'}
    >
      <Heading className="px-2 pb-3 text-lg font-semibold">{t('settings.title')}</Heading>
      {settingsGroups.map((group) => (
        <div key={group} className="pb-4">
          <p id={`settings-${group}`} className="px-2 pb-1 text-xs font-medium text-muted">
            {t(`nav.${group}`)}
          </p>
          <ul
            aria-labelledby={`settings-${group}`}
            className={isPhone ? 'lines rounded-lg border border-line' : 'grid gap-0.5'}
          >
            {settingsSections
              .filter((section) => section.group === group && isOpen(section))
              .map(({ id, label, icon: Icon }) => (
                <li key={id}>
                  <Link
                    {...settingsAddress(id)}
                    className={classes(
                      'flex items-center gap-2.5 whitespace-nowrap transition-colors',
                      isPhone
                        ? 'min-h-12 px-3'
                        : 'min-h-8 rounded-md px-2 text-muted hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text',
                    )}
                  >
                    <Icon size={isPhone ? 18 : 16} strokeWidth={1.9} aria-hidden="true" className="text-muted" />
                    <span className="flex-1">{t(label)}</span>
                    {isPhone && <ChevronRight size={16} aria-hidden="true" className="text-muted rtl:-scale-x-100" />}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
