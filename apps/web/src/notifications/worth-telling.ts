import type { LogEvent, NotificationSettings } from '@switchboard/protocol'
import type { InboxState } from '@switchboard/sdk'
import { isQuiet } from './quiet-hours.ts'

/** The conversation that somebody has written in, where members may want to hear of it; else null. */
export function newlyWritten({ type, data }: LogEvent): { conversation_id: string; message_id: string } | null {
  if (type !== 'new_message' || data.direction !== 'inbound' || data.read_at !== null) return null
  // What nobody has to read: system lines, and history that was imported.
  if (data.type === 'system' || data.payload?.is_historical === true) return null
  return { conversation_id: data.conversation_id, message_id: data.id }
}

/** Whether this member wants to hear of that conversation now. One that is not held cannot be judged, and is told. */
export function isWanted(
  state: InboxState,
  settings: Pick<NotificationSettings, 'only_mine' | 'quiet_hours'>,
  conversationId: string,
  now: Date,
): boolean {
  if (isQuiet(settings.quiet_hours, now)) return false
  const conversation = state.conversations.get(conversationId)
  if (!conversation) return true
  const { assignee_id, unread_count, is_archived } = conversation
  if (unread_count === 0 || is_archived) return false
  return !settings.only_mine || assignee_id === null || assignee_id === state.me.id
}
