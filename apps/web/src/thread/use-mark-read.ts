import type { ConversationView, MessageView } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { useEffect, useState } from 'react'

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
  useEffect(() => {
    if (!isLookedAt || !isAtEnd || unread_count === 0 || seq === undefined) return
    const stop = new AbortController()
    client.requests.conversations.read(id, { up_to_seq: seq }, { signal: stop.signal }).catch(() => {}) // stays unread, which is true
    return () => stop.abort()
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
