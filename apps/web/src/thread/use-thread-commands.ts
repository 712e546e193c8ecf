import type { ConversationView } from '@switchboard/protocol'
import { useEffect, useState } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { useWidth } from '../shell/use-width.ts'
import type { ConversationChanges } from './conversation-changes.ts'
import { copyLink } from './copy.ts'

interface Ways {
  changes: ConversationChanges
  onPick(kind: 'assignee' | 'labels'): void
  onUnread(): void
}

/**
 * What can be done to the open conversation. The commands that the list has too mean this one while the focus is in it,
 * and where there is no list beside it.
 */
export function useThreadCommands({ id, assignee_id }: ConversationView, { changes, onPick, onUnread }: Ways): void {
  const isAlone = useWidth() === 'phone'
  const region = useFocusedRegion()
  const when = isAlone || region === 'thread'
  useCommand('thread.archive', () => changes.archive(), { when: isAlone || region !== 'list' })
  useCommand('thread.copy_link', () => void copyLink({ conversation_id: id }))
  useCommand('list.assign', () => onPick('assignee'), { when })
  useCommand('list.label', () => onPick('labels'), { when })
  useCommand('list.unread', onUnread, { when })
  useCommand('list.assign_me', () => changes.assignToMe(), { when: when && assignee_id === null })
}

/** In which region of the page the focus is; null: in none. */
function useFocusedRegion(): string | null {
  const [region, setRegion] = useState(focusedRegion)
  useEffect(() => {
    const look = () => setRegion(focusedRegion())
    addEventListener('focusin', look)
    addEventListener('focusout', look)
    return () => {
      removeEventListener('focusin', look)
      removeEventListener('focusout', look)
    }
  }, [])
  return region
}

function focusedRegion(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset.region ?? null
}
