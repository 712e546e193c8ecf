import { unreadTotals } from '@switchboard/sdk'
import { Link } from '@tanstack/react-router'
import { keysOf, useBindings } from '../commands/bindings.ts'
import { CommandButton } from '../commands/command-button.tsx'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { AvatarMenu } from './avatar-menu.tsx'
import { destinations } from './destinations.ts'

export function Rail() {
  const bindings = useBindings()
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const unread = useInbox((state) => unreadTotals(state).conversations)
  return (
    <nav
      data-region="rail"
      aria-label={t('rail.label')}
      className="flex w-14 shrink-0 flex-col items-center gap-1 border-e border-line bg-canvas py-3"
    >
      <img src="/icon.svg" alt="" width={26} height={26} className="mb-3" />
      {destinations.map(
        ({ to, label, icon: Icon, command, onlyInSandbox }) =>
          (!onlyInSandbox || isSandbox) && (
            <Tooltip key={to} text={t(label)} keys={keysOf(command, bindings)[0]} side="end">
              <Link
                to={to}
                activeOptions={{ exact: false, includeSearch: false }}
                className="relative grid size-10 place-items-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:text-accent-text"
              >
                <Icon size={19} strokeWidth={1.8} aria-hidden="true" />
                <span className="sr-only">
                  {to === '/inbox' && unread > 0 ? t('rail.inbox_unread', { count: unread }) : t(label)}
                </span>
                {to === '/inbox' && unread > 0 && (
                  <span
                    aria-hidden="true"
                    className="absolute end-0.5 top-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[0.625rem] leading-none font-semibold text-on-accent ring-2 ring-canvas tabular-nums"
                  >
                    {unread > 99 ? '99+' : unread}
                  </span>
                )}
              </Link>
            </Tooltip>
          ),
      )}
      <span className="flex-1" />
      <CommandButton id="keys.show" tooltipSide="end" className="size-10 rounded-lg" />
      <AvatarMenu side="end" align="end" />
    </nav>
  )
}
