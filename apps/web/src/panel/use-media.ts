import type { MediaKind, SharedMedium } from '@switchboard/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus } from '../live/use-inbox.ts'
import { afresh, type HeldMedia, withNewest, withOlder, withoutMessage } from './held-media.ts'

interface MediaOf {
  /** Newest first; null while the first ones are on their way. */
  items: readonly SharedMedium[] | null
  hasMore: boolean
  isLoading: boolean
  isFailed: boolean
  more(): void
}

const pageSize = 24

/**
 * What was sent in the conversations of a contact. Asked for, not live: a message with something in it asks for the
 * newest again.
 */
export function useMedia(contactId: string, kind: MediaKind): MediaOf {
  const client = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const [held, setHeld] = useState<HeldMedia>({ items: null, cursor: null })
  const [isLoading, setLoading] = useState(false)
  const [isFailed, setFailed] = useState(false)
  const asked = useRef<AbortController | null>(null)

  const ask = useCallback(
    (cursor: string | null, take: typeof withNewest) => {
      asked.current?.abort()
      const stop = new AbortController()
      asked.current = stop
      setLoading(true)
      setFailed(false)
      const query = { kind, limit: pageSize, ...(cursor !== null && { cursor }) }
      client.requests.contacts
        .media(contactId, query, { signal: stop.signal })
        .then((page) => setHeld((before) => take(before, page)))
        .catch(() => !stop.signal.aborted && setFailed(true))
        .finally(() => !stop.signal.aborted && setLoading(false))
    },
    [client, contactId, kind],
  )

  // Also after a break, in which something may have come, or gone.
  useEffect(() => {
    if (isLive) ask(null, afresh)
    return () => asked.current?.abort()
  }, [ask, isLive])

  useEffect(
    () =>
      client.onEvent(({ type, data }) => {
        if (type !== 'new_message' && type !== 'message_deleted') return
        const isDeleted = type === 'message_deleted'
        const contact = client.store.state?.conversations.get(data.conversation_id)?.contact
        if (contact?.id !== contactId || (!isDeleted && data.attachments.length === 0)) return
        if (isDeleted) setHeld((before) => withoutMessage(before, data.id))
        ask(null, withNewest)
      }),
    [client, contactId, ask],
  )

  const { items, cursor } = held
  const more = () => (items === null ? ask(null, afresh) : ask(cursor, withOlder))
  return { items, hasMore: cursor !== null, isLoading, isFailed, more }
}
