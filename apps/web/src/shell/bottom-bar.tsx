import { unreadTotals } from '@switchboard/sdk'
import { Link } from '@tanstack/react-router'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { AvatarMenu } from './avatar-menu.tsx'
import { destinations } from './destinations.ts'

/** The rail of a phone. */
export function BottomBar() {
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const unread = useInbox((state) => unreadTotals(state).conversations)
  return (
    <nav
      data-region="rail"
      aria-label={t('rail.label')}
      className="flex shrink-0 items-stretch justify-around border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)]"
    >
      {destinations.map(
        ({ to, label, icon: Icon, onlyInSandbox }) =>
          (!onlyInSandbox || isSandbox) && (
            <Link
              key={to}
              to={to}
              className="flex min-h-13 flex-1 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-muted aria-[current]:font-medium aria-[current]:text-accent-text"
            >
              <span className="relative">
                <Icon size={20} strokeWidth={1.8} aria-hidden="true" />
                {to === '/inbox' && unread > 0 && (
                  <span className="absolute -end-1.5 -top-1 size-2.5 rounded-full bg-accent ring-2 ring-canvas">
                    <span className="sr-only">{t('list.unread', { count: unread })}</span>
                  </span>
                )}
              </span>
              {t(label)}
            </Link>
          ),
      )}
      <span className="grid flex-1 place-items-center">
        <AvatarMenu side="top" align="end" />
      </span>
    </nav>
  )
}
