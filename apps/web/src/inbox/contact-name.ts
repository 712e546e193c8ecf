import type { ConversationView } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'

export function nameOf({ contact }: Pick<ConversationView, 'contact'>): string {
  return contact?.name ?? contact?.username ?? contact?.phone ?? t('common.unknown_customer')
}
