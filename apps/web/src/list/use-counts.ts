import type { ConversationCounts } from '@switchboard/protocol'
import type { Client, InboxState } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'

/** After the first of a row of events, and then no oftener than this. */
const pause_ms = 1_500

export interface Counts extends Pick<ConversationCounts, 'limit' | 'views'> {
  /** False: of before the connection was lost, and nobody knows what has become of them. */
  readonly isCurrent: boolean
}

/**
 * How many conversations each view shows: by the server's count, asked for again when something has happened. Without
 * a connection they are those that are held, if all are, so that what is done meanwhile shows.
 */
export function useCounts(): Counts | null {
  const client = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const [counts, setCounts] = useState<ConversationCounts | null>(null)
  const held = useInbox((state) => (isLive ? null : countHeld(state)))
  useEffect(() => (isLive ? followCounts(client, setCounts) : undefined), [client, isLive])
  if (held) return { limit: Number.POSITIVE_INFINITY, views: held, isCurrent: true }
  return counts && { ...counts, isCurrent: isLive }
}

/** Null where some are not held. */
function countHeld({ list, unloaded, conversations, me }: InboxState): Counts['views'] | null {
  if (list.has_more || unloaded.size > 0) return null
  const views = { inbox: 0, unread: 0, mine: 0, unassigned: 0, archived: 0 }
  for (const { is_archived, unread_count, assignee_id } of conversations.values()) {
    views[is_archived ? 'archived' : 'inbox']++
    if (is_archived) continue
    if (unread_count > 0) views.unread++
    if (assignee_id === me.id) views.mine++
    if (assignee_id === null) views.unassigned++
  }
  return views
}

type Source = Pick<Client, 'requests' | 'onEvent'>

export function followCounts({ requests, onEvent }: Source, changed: (counts: ConversationCounts) => void): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false
  let asked = 0
  let told = 0

  async function ask(): Promise<void> {
    isDue = false
    const turn = ++asked
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) void ask()
    }, pause_ms)
    try {
      const counts = await requests.conversationCounts({ signal: abort.signal })
      if (turn < told) return // a later count was answered first
      told = turn
      changed(counts)
    } catch {
      // The next event asks again; until then the numbers are those of before.
    }
  }

  const stop = onEvent(({ type }) => {
    if (type.startsWith('member') || type.startsWith('contact') || type.startsWith('saved') || type.startsWith('note'))
      return
    isDue = true
    // A moment later, so that what comes together is asked for together.
    timer ??= setTimeout(() => void ask(), 150)
  })
  void ask()
  return () => {
    stop()
    abort.abort()
    clearTimeout(timer)
  }
}
