import type { Attachment, MessageView } from '@switchboard/protocol'
import { createContext, useContext } from 'react'

/** What a message of the open thread may ask for. The same object as long as the thread is open. */
export interface ThreadActions {
  jumpTo(messageId: string): void
  view(message: MessageView, attachment: Attachment): void
  showRaw(message: MessageView): void
  markUnreadFrom(message: MessageView): void
}

export const ThreadActionsContext = createContext<ThreadActions | null>(null)

export function useThreadActions(): ThreadActions {
  const actions = useContext(ThreadActionsContext)
  if (!actions) throw new Error('a message outside of a thread')
  return actions
}
