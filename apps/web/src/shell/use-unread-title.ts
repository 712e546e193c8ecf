import { unreadTotals } from '@switchboard/sdk'
import { useEffect } from 'react'
import { useOpenPageTitle } from '../app/page-title.ts'
import { useInbox } from '../live/use-inbox.ts'
import { showBadge } from '../notifications/badge.ts'

/** How many conversations wait, where it is seen from another tab, and what this one shows. */
export function useUnreadTitle(): void {
  const unread = useInbox((state) => unreadTotals(state).conversations)
  const page = useOpenPageTitle()
  useEffect(() => {
    const name = page ? `${page} · Switchboard` : 'Switchboard'
    document.title = unread > 0 ? `(${unread}) ${name}` : name
    showBadge(unread)
    return () => {
      document.title = 'Switchboard'
      showBadge(0)
    }
  }, [unread, page])
}
