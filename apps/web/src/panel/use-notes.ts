import type { NoteView } from '@switchboard/protocol'
import { useEffect, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { useLast } from '../live/use-last.ts'

interface NotesOf {
  /** Newest first; null while they are on their way. What a new snapshot has let go of stays until it is there again. */
  notes: readonly NoteView[] | null
  hasMore: boolean
  isLoading: boolean
  isFailed: boolean
  more(): void
}

/** The notes about a contact, from the live store, and older ones on request. */
export function useNotes(contactId: string): NotesOf {
  const { load } = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const held = useInbox((state) => state.notes.get(contactId))
  const [isLoading, setLoading] = useState(false)
  const [isFailed, setFailed] = useState(false)
  const isHeld = held !== undefined
  const last = useLast(held)

  function more() {
    setLoading(true)
    setFailed(false)
    load
      .notes(contactId, { limit: 20 })
      .catch(() => setFailed(true))
      .finally(() => setLoading(false))
  }

  // Also when a new snapshot has let go of them, and when the connection is back after a failure.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to ask
  useEffect(() => {
    if (!isHeld) more()
  }, [contactId, isHeld, isLive])

  return { notes: last?.items ?? null, hasMore: held?.has_more ?? false, isLoading, isFailed, more }
}
