import type { Attachment, MessageView } from '@switchboard/protocol'
import {
  Check,
  CheckCheck,
  CircleAlert,
  Clock3,
  FileText,
  type LucideIcon,
  MapPin,
  ShoppingBag,
  UserRound,
} from 'lucide-react'
import { useState } from 'react'
import { clockTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { typeWords } from '../inbox/message-words.ts'

export function MessageBubble({ message }: { message: MessageView }) {
  const { type, text, direction, deleted_at, edited_at, sent_at, reactions } = message
  if (type === 'system') return <li className="py-2 text-center text-sm text-muted">{text ?? typeWords('system')}</li>
  const isOurs = direction === 'outbound'
  const look = deleted_at
    ? 'border border-dashed border-line-strong text-muted italic'
    : isOurs
      ? 'bg-bubble-out rounded-ee-sm'
      : 'bg-bubble-in rounded-es-sm'
  return (
    <li className={`flex max-w-[min(34rem,86%)] ${isOurs ? 'self-end' : ''} ${reactions.length > 0 ? 'mb-2.5' : ''}`}>
      <div className={`relative min-w-0 rounded-xl px-3 py-2 wrap-anywhere ${look}`}>
        {deleted_at ? <p>{t('thread.unsent')}</p> : <Content message={message} />}
        <p className="mt-0.5 flex items-center justify-end gap-1.5 text-xs text-muted not-italic">
          {edited_at && !deleted_at && <span>{t('thread.edited')}</span>}
          <time dateTime={sent_at} className="tabular-nums">
            {clockTime(sent_at)}
          </time>
          {isOurs && <Status message={message} />}
        </p>
        {reactions.length > 0 && (
          <ul
            aria-label={t('thread.reactions')}
            className="absolute -bottom-3 start-2 flex gap-0.5 rounded-full border border-line bg-raised px-1.5 text-sm"
          >
            {reactions.map(({ emoji, by }) => (
              <li key={`${by.kind} ${by.id}`}>{emoji}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}

function Content({ message }: { message: MessageView }) {
  const { type, text, attachments, reply_to } = message
  const says = details(message)
  return (
    <>
      {reply_to && (
        <blockquote dir="auto" className="mb-1 border-s-2 border-accent ps-2.5 text-muted">
          {reply_to.preview ||
            (reply_to.type === 'story'
              ? t('thread.your_story')
              : reply_to.type
                ? typeWords(reply_to.type)
                : t('thread.earlier_message'))}
        </blockquote>
      )}
      {type.startsWith('story') && <p className="text-muted">{typeWords(type)}</p>}
      {attachments.length > 0 && (
        <div className={`grid gap-1 ${attachments.length > 1 ? 'grid-cols-2' : ''}`}>
          {attachments.map((attachment) => (
            <AttachmentCard key={attachment.id} attachment={attachment} />
          ))}
        </div>
      )}
      {says && (
        <p dir="auto" className="flex items-center gap-2">
          <says.icon size={16} aria-hidden="true" className="shrink-0 text-muted" />
          {says.text}
        </p>
      )}
      {text ? (
        <p dir="auto" className="whitespace-pre-wrap">
          {text}
        </p>
      ) : (
        !says && attachments.length === 0 && <p className="text-muted">{typeWords(type)}</p>
      )}
    </>
  )
}

/** What a type says beyond its words, in one line. */
function details({ type, payload }: MessageView): { icon: LucideIcon; text: string } | null {
  const given = (payload?.[type] ?? null) as Record<string, unknown> | null
  if (type === 'location' && given) {
    const { latitude, longitude, name, address } = given
    const place = [name, address].filter(Boolean).join(', ')
    return { icon: MapPin, text: place || `${String(latitude)}, ${String(longitude)}` }
  }
  if (type === 'contacts' && Array.isArray(payload?.contacts)) {
    const names = (payload.contacts as { name?: { formatted_name?: string } }[]).map(
      (card) => card.name?.formatted_name,
    )
    return { icon: UserRound, text: names.filter(Boolean).join(', ') || typeWords('contacts') }
  }
  if (type === 'order') return { icon: ShoppingBag, text: typeWords('order') }
  return null
}

function AttachmentCard({ attachment: { kind, url, name } }: { attachment: Attachment }) {
  const [isGone, setGone] = useState(false)
  const label = name ?? typeWords(kind === 'share' ? 'share' : kind)
  if (url && !isGone) {
    const onError = () => setGone(true) // links of platforms expire
    if (kind === 'image' || kind === 'sticker') {
      const height = kind === 'sticker' ? 'max-h-32' : 'max-h-72'
      return (
        <img src={url} alt={label} loading="lazy" onError={onError} className={`max-w-full rounded-lg ${height}`} />
      )
    }
    if (kind === 'audio') return <audio controls preload="none" src={url} aria-label={label} onError={onError} />
    if (kind === 'video') {
      return <video controls preload="none" src={url} aria-label={label} onError={onError} className="rounded-lg" />
    }
  }
  return (
    <span className="inline-flex items-center gap-2 rounded-lg border border-line bg-surface px-3 py-2">
      <FileText size={16} aria-hidden="true" className="shrink-0 text-muted" />
      <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
      {url && (
        <a
          href={url}
          target="_blank"
          rel="noreferrer noopener"
          className="text-accent-text underline underline-offset-2"
        >
          {t('thread.open_attachment')}
        </a>
      )}
    </span>
  )
}

const marks: Record<MessageView['status'], { icon: LucideIcon; look: string } | null> = {
  received: null,
  sending: { icon: Clock3, look: '' },
  sent: { icon: Check, look: '' },
  delivered: { icon: CheckCheck, look: '' },
  read: { icon: CheckCheck, look: 'text-accent-text' },
  failed: { icon: CircleAlert, look: 'text-bad' },
}

function Status({ message: { status, error } }: { message: MessageView }) {
  const mark = marks[status]
  if (!mark) return null
  const words = t(`message_status.${status}`)
  return (
    <span title={error?.message ?? words} className={mark.look}>
      <mark.icon size={14} aria-hidden="true" />
      <span className="sr-only">{words}</span>
    </span>
  )
}
