import type { MessageView } from '@switchboard/protocol'
import { type Thread, threadOf } from '@switchboard/sdk'
import { useEffect, useRef, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'

/** The part of a thread that is on the screen, and how it goes on. */
export interface ShownMessages {
  /** Oldest first, without a gap. */
  readonly messages: readonly MessageView[]
  readonly hasOlder: boolean
  /** Newer messages exist that are not here: this is not the end of the thread. */
  readonly hasNewer: boolean
  readonly isLoading: boolean
  /** The last page could not be had. Nothing is asked for again until somebody says so. */
  readonly problem: 'older' | 'newer' | null
  loadOlder(): void
  loadNewer(): void
  /** Lets go of what is far from this message, where much is held. What is on the screen stays. */
  trimAround(messageId: string): void
}

/** Of a long thread so much is kept in memory, and trimmed once it is more than that by a few pages. */
const most = 600
const slack = 300

/** `pivot`: the part in which this message stands, wherever that is by now; null: the newest one. */
export function useShownMessages(conversationId: string, pivot: string | null): ShownMessages {
  const { load } = useClient()
  const thread = useInbox((state) => threadOf(state, conversationId))
  const [centre, setCentre] = useState<string | null>(null)
  const { messages, hasOlder, hasNewer } = partWith(thread, centre ?? pivot)
  const [problem, setProblem] = useState<ShownMessages['problem']>(null)
  const [isLoading, setLoading] = useState(false)
  const isAsking = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was gone to last decides
  useEffect(() => setCentre(null), [pivot])

  // Only when what is shown is told by the message that stays: otherwise it would be the newest part for a moment.
  useEffect(() => {
    if (centre !== null) load.trim(conversationId, { centre, most })
  }, [load, conversationId, centre])

  function ask(which: 'older' | 'newer', run: () => Promise<unknown>) {
    if (isAsking.current) return
    isAsking.current = true
    setLoading(true)
    setProblem(null)
    run()
      .catch(() => setProblem(which))
      .finally(() => {
        isAsking.current = false
        setLoading(false)
      })
  }

  return {
    messages,
    hasOlder,
    hasNewer,
    isLoading,
    problem,
    loadOlder: () => ask('older', () => load.olderMessages(conversationId, { part: hasNewer ? 'detached' : 'newest' })),
    loadNewer: () => ask('newer', () => load.newerMessages(conversationId)),
    trimAround(messageId) {
      if (messages.length > most + slack && !isAsking.current) setCentre(messageId)
    },
  }
}

function partWith({ messages, has_more, detached }: Thread, pivot: string | null) {
  const isDetached = pivot !== null && detached?.messages.some(({ id }) => id === pivot)
  if (!detached || !isDetached) return { messages, hasOlder: has_more, hasNewer: false }
  return { messages: detached.messages, hasOlder: detached.has_more_before, hasNewer: true }
}
