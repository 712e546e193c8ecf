import { unreadTotals } from '@switchboard/sdk'
import { useEffect } from 'react'
import { useInbox } from '../live/use-inbox.ts'
import { showBadge } from '../notifications/badge.ts'

/** How many conversations wait, where it is seen from another tab. */
export function useUnreadTitle(): void {
  const unread = useInbox((state) => unreadTotals(state).conversations)
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Switchboard` : 'Switchboard'
    showBadge(unread)
    return () => {
      document.title = 'Switchboard'
      showBadge(0)
    }
  }, [unread])
}
