import type { ConversationView } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { previewOf } from '../inbox/message-words.ts'

export interface Notice {
  readonly title: string
  readonly body: string
  /** A newer one of the same tag takes its place. Pushes have the same one. */
  readonly tag: string
  /** What a click opens. */
  readonly path: string
  readonly message_id: string | null
}

/** Of one conversation. Who wrote and what is said only to members who want it on their screen. */
export function noticeOf(conversation: ConversationView, message_id: string, isContentShown: boolean): Notice {
  const { id, unread_count, last_message } = conversation
  const many = t('notices.new_messages', { count: Math.max(1, unread_count) })
  const [title, body] = isContentShown
    ? [nameOf(conversation), last_message ? previewOf(last_message) : many]
    : [many, '']
  return { title, body, tag: id, path: `/inbox/all/${id}`, message_id }
}

/** Of many at once, instead of a screen full of them. */
export function noticeOfMany(count: number): Notice {
  return { title: t('notices.many', { count }), body: '', tag: 'many', path: '/inbox/unread', message_id: null }
}

/** Only where the member has allowed it: nobody is asked here. A click opens the thread, in this page or by the worker. */
export async function showNotice({ title, body, tag, path, message_id }: Notice, open: (path: string) => void) {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  const options = { body, tag, icon: '/icon.svg', lang: document.documentElement.lang }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker?.active) {
    await worker.showNotification(title, { ...options, data: { navigate: path, message_id } })
    return
  }
  const notice = new Notification(title, options)
  notice.onclick = () => {
    window.focus()
    notice.close()
    open(path)
  }
}

/** Somebody has read the conversation, here or elsewhere. */
export async function withdrawNotice(conversationId: string): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration()
  const shown = (await worker?.getNotifications({ tag: conversationId })) ?? []
  for (const notice of shown) notice.close()
}
