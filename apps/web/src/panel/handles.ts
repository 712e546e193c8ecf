import type { ContactView, ConversationView, Platform } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'
import { platformName } from '../inbox/platform-mark.tsx'

/** One way to reach or recognise somebody. */
export interface Handle {
  key: string
  platform: Platform
  label: string
  /** As people write it. */
  text: string
}

const platforms = { psid: 'messenger', igsid: 'instagram', wa_id: 'whatsapp', bsuid: 'whatsapp' } as const

/** Username and number first, then the ids by which the platforms know them, each once. */
export function handlesOf(contact: ContactView, platform: ConversationView['platform']): Handle[] {
  const { username, phone, identities } = contact
  const has = (name: Platform) => identities.some(({ kind }) => platforms[kind] === name)
  const named: Handle[] = []
  if (username) {
    const at = has('instagram') ? 'instagram' : has('whatsapp') ? 'whatsapp' : platform
    named.push({ key: 'username', platform: at, label: t('panel.username'), text: `@${username}` })
  }
  if (phone) named.push({ key: 'phone', platform: 'whatsapp', label: t('panel.phone'), text: phone })
  const seen = new Set<string>()
  const ids = identities.flatMap(({ kind, value }): Handle[] => {
    const isShown = kind === 'wa_id' ? `+${value}` === phone : false
    const key = `${kind} ${value}`
    if (isShown || seen.has(key)) return []
    seen.add(key)
    const at = platforms[kind]
    if (kind === 'wa_id') return [{ key, platform: at, label: t('panel.phone'), text: `+${value}` }]
    const label = kind === 'bsuid' ? t('panel.user_id') : t('panel.platform_id', { platform: platformName(at) })
    return [{ key, platform: at, label, text: value }]
  })
  return [...named, ...ids]
}
