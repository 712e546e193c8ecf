import type { ContactSummary, ContactView } from '@switchboard/protocol'
import { ApiError, mergeContact } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { useLast } from '../live/use-last.ts'

export interface Person {
  /**
   * Null while it is on its way. From the live store: what changes, changes here. Where a new snapshot has let go of it,
   * it is what it was until it is there again, so that nobody who writes something is interrupted.
   */
  contact: ContactView | null
  /** Who they have turned out to be: the id under which notes and fields are kept. */
  id: string
  merged_from: readonly ContactSummary[]
  isFailed: boolean
  retry(): void
}

/** Whoever goes through the list by key looks at nobody for so long. */
const skim_ms = 120

/** All that is known of a contact, and of the person whom it has turned out to be. */
export function usePerson(contactId: string): Person {
  const { store, requests } = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const [answer, setAnswer] = useState<{ of: string; id: string; merged_from: readonly ContactSummary[] } | null>(null)
  const [failed, setFailed] = useState<'gone' | 'no answer' | null>(null)
  const [attempt, setAttempt] = useState(0)
  const known = answer?.of === contactId ? answer : null
  const id = known?.id ?? contactId
  const contact = useInbox((state) => state.contacts.get(id))
  const isHeld = contact !== undefined
  const last = useLast(contact)

  // Asked once, and again when a new snapshot has let go of it, or the connection is back after a failure.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to ask again
  useEffect(() => {
    if (known && isHeld) return
    setFailed((before) => (before === 'gone' ? before : null)) // it is not shown again for being asked for
    let isWanted = true
    const timer = setTimeout(() => {
      store
        .load(() => requests.contacts.get(contactId), mergeContact)
        .then((details) => {
          if (!isWanted || !details) return
          setFailed(null)
          setAnswer({ of: contactId, ...details })
        })
        .catch((error: unknown) => {
          if (isWanted) setFailed(error instanceof ApiError && !error.retry ? 'gone' : 'no answer')
        })
    }, skim_ms)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [contactId, isHeld, isLive, attempt])

  return {
    contact: contact ?? (last?.id === id && failed !== 'gone' ? last : null),
    id,
    merged_from: known?.merged_from ?? [],
    isFailed: failed !== null && !isHeld,
    retry: () => setAttempt(attempt + 1),
  }
}
