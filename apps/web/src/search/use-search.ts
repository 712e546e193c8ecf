import type { SearchAnswer } from '@switchboard/protocol'
import { useEffect, useRef, useState } from 'react'
import { useClient } from '../live/client-context.tsx'

export interface Hits {
  readonly query: string
  readonly contacts: SearchAnswer['contacts']['items']
  readonly messages: SearchAnswer['messages']['items']
  readonly next_cursor: string | null
}

export interface SearchState {
  /** Of this query, or while it is on its way of the one before it. */
  readonly hits: Hits | null
  readonly status: 'idle' | 'searching' | 'failed'
  retry(): void
  more(): void
}

const limit = 20

/** What the server finds. An answer that comes after another question has been asked is thrown away. */
export function useSearch(query: string): SearchState {
  const { requests } = useClient()
  const [hits, setHits] = useState<Hits | null>(null)
  const [status, setStatus] = useState<SearchState['status']>('idle')
  const [attempt, setAttempt] = useState(0)
  const asked = useRef<AbortController>(undefined)

  async function ask(cursor: string | null): Promise<void> {
    asked.current?.abort()
    const abort = new AbortController()
    asked.current = abort
    setStatus('searching')
    const further = cursor === null ? {} : { cursor, types: 'messages' }
    try {
      const answer = await requests.search({ q: query, limit, ...further }, { signal: abort.signal })
      if (abort.signal.aborted) return
      setHits((before) => (cursor === null || !before ? fresh(query, answer) : continued(before, answer)))
      setStatus('idle')
    } catch {
      if (!abort.signal.aborted) setStatus('failed') // said in the pane, with a way to try again
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    if (query.trim() === '') {
      setHits(null)
      setStatus('idle')
      return
    }
    void ask(null)
    return () => asked.current?.abort()
  }, [query, attempt])

  return {
    hits,
    status,
    retry: () => setAttempt(attempt + 1),
    more() {
      if (hits?.next_cursor && status !== 'searching') void ask(hits.next_cursor)
    },
  }
}

function fresh(query: string, { contacts, messages }: SearchAnswer): Hits {
  return { query, contacts: contacts.items, messages: messages.items, next_cursor: messages.next_cursor }
}

function continued(before: Hits, { messages }: SearchAnswer): Hits {
  const known = new Set(before.messages.map(({ message }) => message.id))
  const news = messages.items.filter(({ message }) => !known.has(message.id))
  return { ...before, messages: [...before.messages, ...news], next_cursor: messages.next_cursor }
}
