import type { PushPayload } from '@switchboard/protocol'
import type { DuePush } from '../domain/notifications/index.ts'

const words: Readonly<Record<string, { one: string; many(n: number): string }>> = {
  en: { one: 'New message', many: (n) => `${n} new messages` },
  de: { one: 'Neue Nachricht', many: (n) => `${n} neue Nachrichten` },
  ar: { one: 'رسالة جديدة', many: (n) => `رسائل جديدة: ${n}` },
}

const platformNames: Readonly<Record<string, string>> = {
  instagram: 'Instagram',
  messenger: 'Messenger',
  whatsapp: 'WhatsApp',
}

/** What the screen of a locked phone may show. Without `show_content`: that somebody wrote, where, and nothing else. */
export function payloadOf(push: DuePush, message: NonNullable<DuePush['message']>, publicUrl: string): PushPayload {
  const { conversation_id, workspace_id, platform, unread_count, contact } = push
  const language = push.language.split('-')[0]!.toLowerCase()
  const lang = Object.hasOwn(words, language) ? language : 'en'
  const said = unread_count > 1 ? words[lang]!.many(unread_count) : words[lang]!.one
  const where = `${platformNames[platform] ?? platform} · ${cut(push.account_name ?? '', nameLimit)}`
  const isShown = push.settings.show_content
  const name = contact.name ?? contact.username ?? contact.phone
  const sender_name = isShown && name ? cut(name, nameLimit) : null
  const preview = isShown && message.text ? cut(message.text, previewLimit) : null
  return {
    web_push: 8030,
    notification: {
      title: sender_name ?? said,
      body: preview ?? (sender_name ? said : where),
      lang,
      navigate: `${publicUrl}/inbox/all/${conversation_id}`,
      tag: conversation_id,
    },
    data: {
      type: 'new_message',
      workspace_id,
      conversation_id,
      message_id: message.id,
      platform,
      unread_count,
      sender_name,
      preview,
    },
  }
}

const nameLimit = { characters: 60, bytes: 300 }
// All of it has to fit into one push, and stands there twice.
const previewLimit = { characters: 120, bytes: 1_000 }

/** By what people take for characters: nothing is cut in two. */
function cut(text: string, limit: { characters: number; bytes: number }): string {
  const kept: string[] = []
  let bytes = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(JSON.stringify(segment)) - 2
    if (kept.length === limit.characters || bytes > limit.bytes) return `${kept.join('')}…`
    kept.push(segment)
  }
  return text
}
