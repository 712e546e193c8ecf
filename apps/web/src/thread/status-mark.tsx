import type { MessageView, Platform } from '@switchboard/protocol'
import { Check, CheckCheck, CircleAlert, Clock3, type LucideIcon } from 'lucide-react'
import { clockTime, dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { Tooltip } from '../ui/tooltip.tsx'

const marks: Record<MessageView['status'], { icon: LucideIcon; look: string } | null> = {
  received: null,
  sending: { icon: Clock3, look: '' },
  sent: { icon: Check, look: '' },
  delivered: { icon: CheckCheck, look: '' },
  read: { icon: CheckCheck, look: 'text-accent-text' },
  failed: { icon: CircleAlert, look: 'text-bad' },
}

/** How far a message of ours has come, and no further than the platform has said. A shape, words, and then a colour. */
export function StatusMark({ message }: { message: MessageView }) {
  const mark = marks[message.status]
  if (!mark) return null
  return (
    <Tooltip text={historyOf(message)}>
      <span role="img" aria-label={statusWords(message)} className={`inline-flex ${mark.look}`}>
        <mark.icon size={14} strokeWidth={2.2} aria-hidden="true" />
      </span>
    </Tooltip>
  )
}

export function statusWords({ status, read_at, error }: MessageView): string {
  if (status === 'read' && read_at) return t('thread.read_at', { time: clockTime(read_at) })
  if (status === 'failed' && error) return t('thread.failed_because', { reason: error.message })
  return t(`message_status.${status}`)
}

/** What each platform does not tell of a message: who looks for it should not wait. */
const untold: Record<Platform, 'thread.instagram_tells' | 'thread.messenger_tells' | null> = {
  instagram: 'thread.instagram_tells',
  messenger: 'thread.messenger_tells',
  whatsapp: null,
  direct: null,
}

/** Every step with its time, as far as it is known. */
export function historyOf({ sent_at, delivered_at, read_at, status, error, platform }: MessageView): string {
  const steps = [
    t('thread.sent_on', { time: dateAndTime(sent_at) }),
    delivered_at && t('thread.delivered_on', { time: dateAndTime(delivered_at) }),
    read_at && t('thread.read_on', { time: dateAndTime(read_at) }),
    status === 'sending' && t('message_status.sending'),
    status === 'failed' && t('thread.failed_because', { reason: error?.message ?? t('message_status.failed') }),
    status !== 'read' && untold[platform] && t(untold[platform]),
  ]
  return steps.filter(Boolean).join(' · ')
}
