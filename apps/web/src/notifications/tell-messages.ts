import type { LogEvent, NotificationSettings } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { focusedThreads } from './focused-threads.ts'
import { noticeOf, noticeOfMany, showNotice, withdrawNotice } from './notice.ts'
import { playSound } from './sound.ts'
import { isWanted, newlyWritten } from './worth-telling.ts'

/** What comes within that time is one sound. */
const gatherMs = 300
/** How long the settings are taken to be what they were. */
const settingsMs = 30_000
/** More at once are one notice. */
const mostNotices = 4

/**
 * Tells of new messages: a sound, and a notice on the desktop. In one tab for all; only of what comes while it is live,
 * because what is caught up with is on the screen already, and nothing of the thread that somebody looks at.
 */
export function tellMessages(client: Client, open: (path: string) => void): () => void {
  const { requests, store, connection } = client
  const written = new Map<string, string>()
  let settings: { value: NotificationSettings; until: number } | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function hear(event: LogEvent): void {
    if (event.type === 'conversation_updated' && event.data.unread_count === 0) void withdrawNotice(event.data.id)
    const message = newlyWritten(event)
    if (!message || connection.status.is !== 'live') return
    written.set(message.conversation_id, message.message_id)
    timer ??= setTimeout(() => void tell().catch(() => {}), gatherMs) // the inbox itself shows them
  }

  async function tell(): Promise<void> {
    timer = null
    const messages = [...written]
    written.clear()
    const [wishes, focused] = await Promise.all([currentSettings(), focusedThreads()])
    const { state } = store
    if (!wishes || !state) return
    const now = new Date()
    const told = messages.filter(([id]) => !focused.has(id) && isWanted(state, wishes, id, now))
    if (told.length === 0) return
    if (wishes.sound) void playSound()
    if (!wishes.desktop) return
    if (told.length > mostNotices) return showNotice(noticeOfMany(told.length), open)
    for (const [id, message_id] of told) {
      const conversation = state.conversations.get(id)
      if (conversation) await showNotice(noticeOf(conversation, message_id, wishes.show_content), open)
    }
  }

  async function currentSettings(): Promise<NotificationSettings | null> {
    if (!settings || settings.until < Date.now()) {
      const value = await requests.notificationSettings.get().catch(() => settings?.value)
      settings = value ? { value, until: Date.now() + settingsMs } : null
    }
    return settings?.value ?? null
  }

  const unsubscribe = client.onEvent(hear)
  return () => {
    unsubscribe()
    if (timer !== null) clearTimeout(timer)
  }
}
