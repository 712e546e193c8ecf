import type { ConversationView, MessageView } from '@switchboard/protocol'
import { useEffect, useRef, useState } from 'react'
import { useConnectionStatus } from '../live/use-inbox.ts'
import type { ConversationChanges } from './conversation-changes.ts'

interface Seen {
  conversation: ConversationView
  messages: readonly MessageView[]
  /** The end of the thread can be seen. */
  isAtEnd: boolean
  /** The member wants it unread, and has not left it since. */
  isHeldUnread: boolean
}

/**
 * Marks as read what was really seen: the end of the thread, in a window that somebody looks at. Once for what is there:
 * what the member, or somebody else, makes unread again stays so until the customer writes more.
 */
export function useMarkRead(
  changes: ConversationChanges,
  { conversation, messages, isAtEnd, isHeldUnread }: Seen,
): void {
  const isLookedAt = useIsLookedAt()
  const isLive = useConnectionStatus().is === 'live'
  const readUpTo = useRef(0)
  const newest = messages.reduce((most, { seq }) => Math.max(most, seq), 0)
  const isSeen = isLookedAt && isLive && isAtEnd && !isHeldUnread
  const isUnread = conversation.unread_count > 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes are new in every drawing
  useEffect(() => {
    if (!isSeen || newest <= readUpTo.current) return
    readUpTo.current = newest // once: what the server refuses would be refused again
    if (isUnread) changes.read(newest)
  }, [isSeen, isUnread, newest])
}

function useIsLookedAt(): boolean {
  const [is, set] = useState(isLookedAt)
  useEffect(() => {
    const look = () => set(isLookedAt())
    addEventListener('focus', look)
    addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      removeEventListener('focus', look)
      removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return is
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}
