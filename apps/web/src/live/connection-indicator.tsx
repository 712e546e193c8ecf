import type { ConnectionStatus } from '@switchboard/sdk'
import { CloudOff, type LucideIcon, Plug, RefreshCw, ServerOff, Unplug, Zap } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useSecondsUntil } from '../session/use-seconds-until.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'

interface Props {
  status: ConnectionStatus
  onRetry(): void
}

/** *Live* means caught up, and is only shown when the server has said so. Words and a shape first, colour second. */
export function ConnectionIndicator({ status, onRetry }: Props) {
  const seconds = useSecondsUntil('retry_at' in status ? status.retry_at : null)
  const { icon: Icon, text, color, isTurning } = faceOf(status)
  const isWaiting = seconds !== null && seconds > 0
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-sm text-muted">
      {/* Without the countdown, which would be read aloud every second. */}
      <span role="status" className={classes('inline-flex items-center gap-1.5 whitespace-nowrap', color)}>
        <Icon
          size={14}
          strokeWidth={2.2}
          aria-hidden="true"
          className={classes('shrink-0', isTurning && 'animate-spin')}
        />
        {text}
      </span>
      {'attempt' in status && (
        <span aria-hidden="true" className="truncate tabular-nums">
          {isWaiting
            ? t('connection.try_in', { n: status.attempt, seconds })
            : status.attempt > 0 && t('connection.try', { n: status.attempt })}
        </span>
      )}
      {(isWaiting || status.is === 'stopped') && (
        <Button look="link" className="text-sm" onClick={onRetry}>
          {t('connection.retry')}
        </Button>
      )}
    </span>
  )
}

/** So many failures in a row, while the network is there, are not a hiccup. */
export const attemptsUntilUnavailable = 5

export function isServerUnavailable(status: ConnectionStatus): boolean {
  return status.is === 'reconnecting' && status.attempt >= attemptsUntilUnavailable
}

interface Face {
  icon: LucideIcon
  text: string
  color?: string
  isTurning?: boolean
}

function faceOf(status: ConnectionStatus): Face {
  switch (status.is) {
    case 'live':
      return { icon: Zap, text: t('connection.live'), color: 'text-good' }
    case 'syncing':
      return { icon: RefreshCw, text: t('connection.syncing'), isTurning: true }
    case 'reconnecting':
      return isServerUnavailable(status)
        ? { icon: ServerOff, text: t('connection.unavailable'), color: 'text-bad' }
        : {
            icon: RefreshCw,
            text: t('connection.reconnecting'),
            color: 'text-warn',
            isTurning: status.retry_at === null,
          }
    case 'offline':
      return { icon: CloudOff, text: t('connection.offline'), color: 'text-warn' }
    case 'stopped':
      return { icon: Unplug, text: t('connection.stopped'), color: 'text-bad' }
    case 'idle':
    case 'connecting':
      return { icon: Plug, text: t('connection.connecting') }
  }
}
