import type { LastMessage, MessageType } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'

/** What a message is where it has no words of its own. */
export function typeWords(type: MessageType): string {
  return t(`message_types.${type}`)
}

/** The newest message of a conversation in one line. */
export function previewOf({ type, preview, direction }: LastMessage): string {
  const words = preview || typeWords(type)
  return direction === 'outbound' ? t('list.by_us', { text: words }) : words
}
