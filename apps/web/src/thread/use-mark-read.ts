import type { ConversationView, MessageView } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { useEffect, useRef, useState } from 'react'
import { markRead } from '../live/conversation-actions.ts'

/** Marks as read what was really seen: the end of the thread, in a window that somebody looks at. */
export function useMarkRead(
  client: Client,
  conversation: ConversationView,
  last: MessageView | undefined,
  isAtEnd: boolean,
): void {
  const isLookedAt = useIsLookedAt()
  const { id, unread_count } = conversation
  const seq = last?.seq
  const readUpTo = useRef(0)
  useEffect(() => {
    if (!isLookedAt || !isAtEnd || unread_count === 0 || seq === undefined || seq <= readUpTo.current) return
    // Once: what the server refuses would be refused again.
    readUpTo.current = seq
    markRead(client, id, seq)
  }, [client, id, seq, unread_count, isLookedAt, isAtEnd])
}

function useIsLookedAt(): boolean {
  const [is, set] = useState(() => document.hasFocus())
  useEffect(() => {
    const look = () => set(document.visibilityState === 'visible' && document.hasFocus())
    const events = ['focus', 'blur', 'visibilitychange'] as const
    for (const name of events) addEventListener(name, look)
    document.addEventListener('visibilitychange', look)
    return () => {
      for (const name of events) removeEventListener(name, look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return is
}
