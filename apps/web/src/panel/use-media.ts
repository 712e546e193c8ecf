import type { MediaKind, SharedMedium } from '@switchboard/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus } from '../live/use-inbox.ts'

interface MediaOf {
  /** Newest first; null while the first ones are on their way. */
  items: readonly SharedMedium[] | null
  hasMore: boolean
  isLoading: boolean
  isFailed: boolean
  more(): void
}

interface Held {
  items: readonly SharedMedium[] | null
  cursor: string | null
}

const pageSize = 24

/** What was sent in the conversations of a contact. Asked for, not live: a message with something in it asks again. */
export function useMedia(contactId: string, kind: MediaKind): MediaOf {
  const client = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const [held, setHeld] = useState<Held>({ items: null, cursor: null })
  const [isLoading, setLoading] = useState(false)
  const [isFailed, setFailed] = useState(false)
  const asked = useRef<AbortController | null>(null)

  const ask = useCallback(
    (cursor: string | null) => {
      asked.current?.abort()
      const stop = new AbortController()
      asked.current = stop
      setLoading(true)
      setFailed(false)
      const query = { kind, limit: pageSize, ...(cursor !== null && { cursor }) }
      client.requests.contacts
        .media(contactId, query, { signal: stop.signal })
        .then(({ items, next_cursor }) =>
          setHeld((before) => ({
            items: cursor === null ? items : [...(before.items ?? []), ...items],
            cursor: next_cursor,
          })),
        )
        .catch(() => !stop.signal.aborted && setFailed(true))
        .finally(() => !stop.signal.aborted && setLoading(false))
    },
    [client, contactId, kind],
  )

  // Also after a break, in which something may have come.
  useEffect(() => {
    if (isLive) ask(null)
    return () => asked.current?.abort()
  }, [ask, isLive])

  useEffect(
    () =>
      client.onEvent(({ type, data }) => {
        if (type !== 'new_message' && type !== 'message_deleted') return
        const contact = client.store.state?.conversations.get(data.conversation_id)?.contact
        const mayMatter = type === 'message_deleted' || data.attachments.length > 0
        if (contact?.id === contactId && mayMatter) ask(null)
      }),
    [client, contactId, ask],
  )

  const { items, cursor } = held
  return { items, hasMore: cursor !== null, isLoading, isFailed, more: () => ask(items === null ? null : cursor) }
}
