import type { ConversationView } from '@switchboard/protocol'
import { useEffect, useState } from 'react'
import { findUnread, isUnread, type UnreadMark } from './rows.ts'
import type { ShownMessages } from './use-shown-messages.ts'

/** So far back the first unread message is looked for before the thread opens; beyond that, the line is at the top. */
const furthest = 300

export interface Opening {
  readonly unread: UnreadMark | null
}

/**
 * Null until there is enough to open with: the messages, and the first unread one among them. What was unread then stays
 * marked for as long as the thread is open, whatever is read meanwhile.
 */
export function useOpening(conversation: ConversationView, shown: ShownMessages, isFetched: boolean): Opening | null {
  const [opening, setOpening] = useState<Opening | null>(null)
  const { messages, hasOlder, problem, loadOlder } = shown
  const { unread_count } = conversation
  const isShort = messages.filter(isUnread).length < unread_count && hasOlder && messages.length < furthest
  const hasEnough = messages.length > 0 && (!isShort || problem !== null)
  if (opening === null && (hasEnough || (isFetched && messages.length === 0 && !hasOlder))) {
    setOpening({ unread: findUnread(messages, unread_count) })
  }

  const isLooking = opening === null && isFetched && isShort && problem === null
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page may need another one after it
  useEffect(() => {
    if (isLooking) loadOlder()
  }, [isLooking, messages.length])

  return opening
}
