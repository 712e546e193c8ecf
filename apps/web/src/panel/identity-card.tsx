import type { ContactSummary, ContactView, ConversationView } from '@switchboard/protocol'
import { Clock3, GitMerge } from 'lucide-react'
import { currentLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { useClient } from '../live/client-context.tsx'
import { useMay } from '../session/use-me.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { handlesOf } from './handles.ts'
import { InlineField } from './inline-field.tsx'
import { zoneOfPhone } from './local-time.ts'
import { useMinute } from './use-minute.ts'
import { usePending } from './use-pending.ts'
import { changeContact } from './writes.ts'

interface Props {
  conversation: ConversationView
  contact: ContactView
  mergedFrom: readonly ContactSummary[]
}

export function IdentityCard({ conversation, contact, mergedFrom }: Props) {
  const client = useClient()
  const isEditable = useMay('inbox.reply')
  const shown = nameOf({ contact })
  const name = usePending(contact.name ?? '')
  const handles = handlesOf(contact, conversation.platform)
  return (
    <div className="px-5 pt-5 pb-4">
      <div className="flex items-center gap-3.5">
        <PlatformAvatar conversation={{ ...conversation, contact }} size={56} />
        <div className="min-w-0 flex-1">
          <InlineField
            label={t('panel.name')}
            value={name.value}
            placeholder={shown}
            hint={t('panel.name_hint')}
            maxLength={200}
            isEditable={isEditable}
            isPending={name.isPending}
            className="text-lg leading-snug font-semibold"
            // Emptied, the platform's name comes back, which only the server knows.
            onSave={(text) =>
              name.run(
                (before) => text || before,
                () => changeContact(client, contact.id, { display_name: text || null }),
              )
            }
          />
          <p className="truncate text-sm text-muted">{platformName(conversation.platform)}</p>
        </div>
      </div>
      {handles.length > 0 && (
        <ul className="mt-3.5 grid gap-0.5">
          {handles.map(({ key, platform, label, text }) => (
            <li key={key} className="flex min-h-8 items-center gap-2.5">
              <PlatformMark platform={platform} size={16} />
              <span className="min-w-0 flex-1">
                <span className="sr-only">{`${platformName(platform)}, ${label}: `}</span>
                <bdi dir="ltr" title={`${label}: ${text}`} className="block truncate tabular-nums">
                  {text}
                </bdi>
              </span>
              <CopyButton text={text} label={t('panel.copy', { name: label })} />
            </li>
          ))}
        </ul>
      )}
      <LocalTime phone={contact.phone} />
      {mergedFrom.length > 0 && (
        <div className="mt-2.5 flex gap-2.5 text-sm text-muted">
          <GitMerge size={16} aria-hidden="true" className="shrink-0" />
          <ul aria-label={t('panel.also_known')} className="grid gap-1">
            {mergedFrom.map((earlier) => (
              <li key={earlier.id}>{t('panel.merged', { name: nameOf({ contact: earlier }) })}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function LocalTime({ phone }: { phone: string | null }) {
  const now = useMinute()
  const zone = zoneOfPhone(phone)
  if (!zone) return null
  const language = currentLanguage()
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone.timeZone,
  }).format(now)
  const country = new Intl.DisplayNames(language, { type: 'region' }).of(zone.country) ?? zone.country
  return (
    <p className="mt-0.5 flex min-h-7 items-center gap-2.5">
      <Clock3 size={16} aria-hidden="true" className="shrink-0 text-muted" />
      <span className="sr-only">{t('panel.local_time')}: </span>
      {t('panel.local_time_value', { time, country })}
    </p>
  )
}
