import type { Attachment, MessageView } from '@switchboard/protocol'
import { type ReactNode, useState } from 'react'
import { clockTime } from './times.ts'
import { typeWords } from './words.ts'

export function MessageBubble({ message }: { message: MessageView }) {
  if (message.type === 'system') return <li className="notice">{message.text ?? typeWords.system}</li>
  return (
    <li className="message" data-direction={message.direction} data-deleted={message.deleted_at !== null}>
      <div className="bubble">
        {message.deleted_at ? <p className="muted">This message was unsent</p> : <Content message={message} />}
        <footer>
          {message.edited_at && !message.deleted_at && <span>edited</span>}
          <time dateTime={message.sent_at}>{clockTime(message.sent_at)}</time>
          {message.direction === 'outbound' && <Status message={message} />}
        </footer>
        {message.reactions.length > 0 && (
          <ul className="reactions" aria-label="Reactions">
            {message.reactions.map(({ emoji, by }) => (
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
        <blockquote>
          {reply_to.preview ||
            (reply_to.type === 'story'
              ? 'Your story'
              : reply_to.type
                ? typeWords[reply_to.type]
                : 'An earlier message')}
        </blockquote>
      )}
      {type.startsWith('story') && <p className="muted">{typeWords[type]}</p>}
      {attachments.length > 0 && (
        <div className="attachments" data-many={attachments.length > 1}>
          {attachments.map((attachment) => (
            <AttachmentCard key={attachment.id} attachment={attachment} />
          ))}
        </div>
      )}
      {says && <p className="card-line">{says}</p>}
      {text ? (
        <p dir="auto">{text}</p>
      ) : (
        !says && attachments.length === 0 && <p className="muted">{typeWords[type]}</p>
      )}
    </>
  )
}

/** What a type says beyond its words, in one line. */
function details({ type, payload }: MessageView): ReactNode {
  const given = (payload?.[type] ?? null) as Record<string, unknown> | null
  if (type === 'location' && given) {
    const { latitude, longitude, name, address } = given
    return `📍 ${[name, address].filter(Boolean).join(', ') || `${String(latitude)}, ${String(longitude)}`}`
  }
  if (type === 'contacts' && Array.isArray(payload?.contacts)) {
    const names = (payload.contacts as { name?: { formatted_name?: string } }[]).map(
      (card) => card.name?.formatted_name,
    )
    return `👤 ${names.filter(Boolean).join(', ') || typeWords.contacts}`
  }
  if (type === 'order') return `🛒 ${typeWords.order}`
  if (type === 'postback' || type === 'interactive') return `▸ ${typeWords[type]}`
  return null
}

function AttachmentCard({ attachment: { kind, url, name } }: { attachment: Attachment }) {
  const [isGone, setGone] = useState(false)
  const label = name ?? typeWords[kind === 'share' ? 'share' : kind]
  if (url && !isGone) {
    const onError = () => setGone(true) // links of platforms expire
    if (kind === 'image' || kind === 'sticker')
      return <img src={url} alt={label} loading="lazy" data-kind={kind} onError={onError} />
    if (kind === 'audio') return <audio controls preload="none" src={url} aria-label={label} onError={onError} />
    if (kind === 'video') return <video controls preload="none" src={url} aria-label={label} onError={onError} />
  }
  return (
    <span className="file">
      {label}
      {url && (
        <a href={url} target="_blank" rel="noreferrer noopener">
          Open
        </a>
      )}
    </span>
  )
}

function Status({ message: { status, error } }: { message: MessageView }) {
  const ticks = { received: '', sending: '…', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '!' }[status]
  return (
    <span className="status" data-status={status} title={error?.message ?? status}>
      <span aria-hidden="true">{ticks}</span>
      <span className="hidden">{status}</span>
    </span>
  )
}
