import type { ConversationView } from '@switchboard/protocol'
import { type RefObject, useEffect, useState } from 'react'
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
export function useThreadCommands(
  { id, assignee_id }: ConversationView,
  head: RefObject<HTMLElement | null>,
  { changes, onPick, onUnread }: Ways,
): void {
  const isAlone = useWidth() === 'phone'
  const hasFocus = useHasFocus(head)
  const when = isAlone || hasFocus
  useCommand('thread.archive', () => changes.archive())
  useCommand('thread.copy_link', () => void copyLink({ conversation_id: id }))
  useCommand('list.assign', () => onPick('assignee'), { when })
  useCommand('list.label', () => onPick('labels'), { when })
  useCommand('list.unread', onUnread, { when })
  useCommand('list.assign_me', () => changes.assignToMe(), { when: when && assignee_id === null })
}

/** Whether the focus is in the region in which this stands. */
function useHasFocus(inside: RefObject<HTMLElement | null>): boolean {
  const [has, setHas] = useState(false)
  useEffect(() => {
    const region = inside.current?.closest('[data-region]')
    const look = ({ target }: FocusEvent) => setHas(target instanceof Node && (region?.contains(target) ?? false))
    addEventListener('focusin', look)
    return () => removeEventListener('focusin', look)
  }, [inside])
  return has
}
