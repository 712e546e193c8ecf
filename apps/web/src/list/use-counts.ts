import type { ConversationCounts } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus } from '../live/use-inbox.ts'

/** After the first of a row of events, and then no oftener than this. */
const pause_ms = 1_500

/** How many conversations each view shows, by the server's count; asked for again when something has happened. */
export function useCounts(): ConversationCounts | null {
  const client = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const [counts, setCounts] = useState<ConversationCounts | null>(null)
  useEffect(() => (isLive ? followCounts(client, setCounts) : undefined), [client, isLive])
  return counts
}

type Source = Pick<Client, 'requests' | 'onEvent'>

export function followCounts({ requests, onEvent }: Source, changed: (counts: ConversationCounts) => void): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false

  async function ask(): Promise<void> {
    isDue = false
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) void ask()
    }, pause_ms)
    try {
      changed(await requests.conversationCounts({ signal: abort.signal }))
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
