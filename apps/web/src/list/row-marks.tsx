import type { ConversationView, LabelView, MemberView, MessageStatus } from '@switchboard/protocol'
import { replyPolicyAt } from '@switchboard/sdk'
import { Check, CheckCheck, CircleAlert, Clock3, Hourglass, Lock, type LucideIcon, Reply } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { closing_ms } from '../inbox/list-query.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classes } from '../ui/classes.ts'
import { labelColor } from '../ui/label-color.ts'

const marks: Record<MessageStatus, { icon: LucideIcon; look?: string } | null> = {
  received: null,
  sending: { icon: Clock3 },
  sent: { icon: Check },
  delivered: { icon: CheckCheck },
  read: { icon: CheckCheck, look: 'text-accent-text' },
  failed: { icon: CircleAlert, look: 'text-bad' },
}

/** Whose word was the last, and where ours has got to as far as it is known. */
export function DirectionMark({ status }: { status: MessageStatus | null }) {
  const { icon: Icon, look } = (status && marks[status]) ?? { icon: Reply }
  return (
    <span className={classes('shrink-0', look)}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" className={Icon === Reply ? 'rtl:-scale-x-100' : ''} />
      <span className="sr-only">
        {status && status !== 'received'
          ? t('list.you_status', { status: t(`message_status.${status}`) })
          : t('list.you')}
      </span>
    </span>
  )
}

interface WindowProps {
  conversation: ConversationView
  /** ISO 8601: the minute that it is. */
  now: string
}

/** How long a customer may still be answered freely, once that is not long; or that it is over. */
export function WindowChip({ conversation: { reply_policy, is_archived }, now }: WindowProps) {
  const { state, expires_at } = replyPolicyAt(reply_policy, now)
  if (state !== 'open') {
    if (is_archived) return null
    return (
      <span title={t('list.window_closed')} className="shrink-0 text-muted">
        <Lock size={13} strokeWidth={2} aria-hidden="true" />
        <span className="sr-only">{t('list.window_closed')}</span>
      </span>
    )
  }
  const left_ms = expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at) - Date.parse(now)
  if (left_ms > closing_ms) return null
  const minutes = Math.max(1, Math.round(left_ms / 60_000))
  const isSoon = minutes < 60
  const left = isSoon ? t('list.minutes', { n: minutes }) : t('list.hours', { n: Math.floor(minutes / 60) })
  return (
    <span
      title={t('list.window_closes', { left })}
      className={classes(
        'inline-flex h-4.5 shrink-0 items-center gap-1 rounded-full px-1.5 text-[0.6875rem] leading-none font-medium tabular-nums',
        isSoon ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn',
      )}
    >
      <Hourglass size={10} strokeWidth={2.4} aria-hidden="true" />
      <span aria-hidden="true">{left}</span>
      <span className="sr-only">{t('list.window_closes', { left })}</span>
    </span>
  )
}

const mostDots = 3

/** Dots for those who see, names for those who listen and for the pointer. */
export function LabelDots({ labels }: { labels: readonly LabelView[] }) {
  if (labels.length === 0) return null
  const names = t('list.labelled', { names: labels.map(({ name }) => name).join(', ') })
  return (
    <span title={names} className="flex shrink-0 items-center gap-0.5">
      {labels.slice(0, mostDots).map(({ id, color }) => (
        <span
          key={id}
          aria-hidden="true"
          className="size-2 rounded-full forced-color-adjust-none"
          style={{ background: labelColor(color) }}
        />
      ))}
      {labels.length > mostDots && (
        <span aria-hidden="true" className="text-[0.6875rem] leading-none text-muted">
          +{labels.length - mostDots}
        </span>
      )}
      <span className="sr-only">{names}</span>
    </span>
  )
}

export function AssigneeMark({ member, isMe }: { member: MemberView; isMe: boolean }) {
  const name = member.name ?? member.email ?? ''
  const words = isMe ? t('list.assigned_to_you') : t('list.assigned_to', { name })
  return (
    <span title={words} className="flex shrink-0">
      <Avatar id={member.id} name={name} src={member.avatar_url} size={18} />
      <span className="sr-only">{words}</span>
    </span>
  )
}

export function FailedMark() {
  return (
    <span title={t('list.failed')} className="shrink-0 text-bad">
      <CircleAlert size={14} strokeWidth={2.2} aria-hidden="true" />
      <span className="sr-only">{t('list.failed')}</span>
    </span>
  )
}
