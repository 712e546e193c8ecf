import { Link } from '@tanstack/react-router'
import { CloudOff, FlaskConical, type LucideIcon, RefreshCw, ServerOff } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { isServerUnavailable } from '../live/connection-indicator.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { Button } from '../ui/button.tsx'
import { useUpdateAvailable } from './use-update-available.ts'

/** What is true of everything on the page, above everything on the page; nothing where all is as it should be. */
export function Strips() {
  const { connection } = useClient()
  const status = useConnectionStatus()
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const isUpdateAvailable = useUpdateAvailable()
  return (
    <header>
      {isServerUnavailable(status) && (
        <Strip icon={ServerOff} look="bg-bad-soft text-bad">
          {t('strips.unavailable')} <Waiting />{' '}
          <Button look="link" className="text-current" onClick={() => connection.retryNow()}>
            {t('connection.retry')}
          </Button>
        </Strip>
      )}
      {status.is === 'offline' && (
        <Strip icon={CloudOff} look="bg-warn-soft text-warn">
          {t('strips.offline')} <Waiting />
        </Strip>
      )}
      {isUpdateAvailable && (
        <Strip icon={RefreshCw} look="bg-accent-soft text-accent-text">
          {t('strips.update')}{' '}
          <Button look="link" onClick={() => location.reload()}>
            {t('common.reload')}
          </Button>
        </Strip>
      )}
      {isSandbox && (
        <Strip icon={FlaskConical} look="bg-sunken text-muted">
          <span className="max-md:sr-only">{t('strips.sandbox')} </span>
          <Link to="/sandbox" className="text-accent-text underline underline-offset-2 hover:no-underline">
            {t('strips.play_customer')}
          </Link>
        </Strip>
      )}
    </header>
  )
}

/** How much of what was done here the server does not know yet. */
function Waiting() {
  const { operations } = useClient()
  const count = useSyncExternalStore(operations.subscribe, () => operations.operations.length)
  return count > 0 && <span>{t('offline.waiting', { count })}</span>
}

function Strip({ icon: Icon, look, children }: { icon: LucideIcon; look: string; children: ReactNode }) {
  return (
    <div className={`grid min-h-8 items-center border-b border-line px-3 py-1 text-center text-sm ${look}`}>
      <p className="text-balance">
        <Icon size={14} strokeWidth={2} aria-hidden="true" className="me-2 inline align-[-2px]" />
        {children}
      </p>
    </div>
  )
}
