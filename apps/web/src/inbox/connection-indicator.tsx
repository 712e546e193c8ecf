import type { ConnectionStatus } from '@switchboard/sdk'
import { useEffect, useState } from 'react'

interface Props {
  status: ConnectionStatus
  onRetry(): void
}

/** *Live* means caught up, and is only shown when the server has said so. */
export function ConnectionIndicator({ status, onRetry }: Props) {
  const seconds = useSecondsUntil('retry_at' in status ? status.retry_at : null)
  return (
    <span className="connection" data-is={status.is} role="status">
      <i aria-hidden="true" />
      {words(status, seconds)}
      {(status.is === 'reconnecting' || status.is === 'offline') && seconds !== null && (
        <button type="button" className="link" onClick={onRetry}>
          Retry now
        </button>
      )}
    </span>
  )
}

function words(status: ConnectionStatus, seconds: number | null): string {
  switch (status.is) {
    case 'live':
      return 'Live'
    case 'syncing':
      return 'Catching up…'
    case 'reconnecting':
      return seconds === null ? 'Reconnecting…' : `Reconnecting in ${seconds} s`
    case 'offline':
      return 'Offline'
    case 'stopped':
      return 'Disconnected'
    default:
      return 'Connecting…'
  }
}

function useSecondsUntil(time: number | null): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (time === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [time])
  return time === null ? null : Math.max(0, Math.ceil((time - now) / 1000))
}
