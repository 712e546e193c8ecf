import type { ConversationView } from '@switchboard/protocol'
import { ApiError, type InboxState, threadOf } from '@switchboard/sdk'
import { useEffect, useRef, useState } from 'react'
import { useClient } from '../live/client-context.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { useLast } from '../live/use-last.ts'

export interface OpenConversation {
  /** As the store has it, or had it when it let go of it; null where it is not known, or not to be seen any more. */
  readonly conversation: ConversationView | null
  /** How asking the server for it has ended; null while it has not. */
  readonly fetched: 'missing' | 'failed' | 'done' | null
  retry(): void
}

interface Answer {
  readonly of: string
  readonly fetched: 'missing' | 'failed' | 'done'
  /** Which life of the connection it was asked for in: how often it has been live by then. */
  readonly life: number
}

/**
 * The conversation that the address names, with its newest messages. It is asked for also where it is held, as it came
 * without its messages if only an event has told of it; again when a new snapshot has let go of it, or of the answer on
 * its way; and when the connection is back after a failure.
 */
export function useOpenConversation(id: string | null): OpenConversation {
  const { load } = useClient()
  const isLive = useConnectionStatus().is === 'live'
  const held = useInbox((state) => (id !== null && state.conversations.get(id)) || null)
  const isWhole = useInbox((state) => id !== null && hasMessages(state, id))
  const last = useLast(held)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const lives = useRef(0)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    if (isLive) lives.current += 1
  }, [isLive])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    if (id === null) return
    let isHere = true
    const life = lives.current
    const end = (fetched: Answer['fetched']) => isHere && setAnswer({ of: id, fetched, life })
    load.conversation(id).then(
      () => end('done'),
      (error: unknown) => end(error instanceof ApiError && !error.retry ? 'missing' : 'failed'),
    )
    return () => {
      isHere = false
    }
  }, [load, id, attempt])

  const fetched = answer?.of === id ? answer.fetched : null
  const isLost = fetched === 'done' && !(held && isWhole)

  function retry() {
    setAnswer(null)
    setAttempt((before) => before + 1)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once each time
  useEffect(() => {
    if (isLost) retry()
  }, [isLost])
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every time that the connection comes back
  useEffect(() => {
    if (isLive && fetched === 'failed' && answer!.life < lives.current) retry()
  }, [isLive, fetched])

  const conversation = held ?? (last?.id === id && fetched !== 'missing' ? last : null)
  return { conversation, fetched, retry }
}

/** Or it has none, as far as is known. */
function hasMessages(state: InboxState, id: string): boolean {
  const { messages, has_more } = threadOf(state, id)
  return messages.length > 0 || !has_more
}
