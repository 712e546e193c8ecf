import type { MessageView } from '@switchboard/protocol'
import { Ban, CircleAlert } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, memo, useState } from 'react'
import { clockTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classes } from '../ui/classes.ts'
import { MessageContent } from './content/message-content.tsx'
import { Quote } from './content/quote.tsx'
import { referralWords } from './content/referral-line.tsx'
import { MessageMenu } from './message-menu.tsx'
import { MessageMeta, MetaRoom } from './message-meta.tsx'
import { Reactions } from './reactions.tsx'
import { useThreadActions } from './thread-actions.ts'
import { withoutBidiControls } from './without-bidi-controls.ts'

interface Props {
  message: MessageView
  isFirst: boolean
  isLast: boolean
  isFlashed: boolean
  /** The one of all that Tab goes to. */
  isCurrent: boolean
  place: number
  contactName: string
  /** Who said what this one answers. */
  quotedAuthor: string | null
  chosen: string | undefined
}

/** A message with everything around it: whose it is, what became of it, what can be done with it. */
export const MessageRow = memo(function MessageRow(props: Props) {
  const { message, isCurrent, isFlashed, place, contactName } = props
  const [isHot, setHot] = useState(false)
  const author = authorOf(message, contactName)
  const label = t('thread.message_by', { name: author, time: clockTime(message.sent_at) })

  return (
    <article
      aria-label={label}
      aria-posinset={place}
      aria-setsize={-1}
      tabIndex={isCurrent ? 0 : -1}
      data-message={message.id}
      data-flashed={isFlashed || undefined}
      onKeyDown={openMenu}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={({ currentTarget }) => currentTarget.contains(document.activeElement) || setHot(false)}
      onFocus={() => setHot(true)}
      onBlur={(event: FocusEvent) => event.currentTarget.contains(event.relatedTarget) || setHot(false)}
      className={classes(
        'group/message relative px-4 transition-colors duration-500 focus-visible:-outline-offset-2 max-md:px-3',
        isFlashed && 'bg-selected',
        props.isFirst ? 'pt-2.5' : 'pt-0.5',
      )}
    >
      {message.type === 'system' ? (
        <Notice message={message} />
      ) : (
        <Spoken {...props} author={author} isHot={isHot} label={label} />
      )}
    </article>
  )
})

/** Enter on the message itself, not on something in it. */
function openMenu(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' || event.target !== event.currentTarget) return
  event.preventDefault()
  event.currentTarget.querySelector<HTMLElement>('[data-message-menu]')?.click()
}

type SpokenProps = Props & { author: string; isHot: boolean; label: string }

function Spoken(props: SpokenProps) {
  const { message, isFirst, isLast, author, contactName, isHot, label } = props
  const { direction, sender, deleted_at, reactions, status } = message
  const isOurs = direction === 'outbound'
  return (
    <>
      {isOurs && isFirst && (
        <p className="me-1 mb-0.5 truncate text-end text-xs text-muted">
          <bdi>{author}</bdi>
        </p>
      )}
      <div className={classes('flex items-end gap-2', isOurs && 'flex-row-reverse')}>
        {!isOurs && (
          <span className="flex w-7 shrink-0 max-md:hidden">
            {isLast && <Avatar id={sender.id ?? ''} name={author} src={sender.avatar_url} size={28} />}
          </span>
        )}
        <Bubble {...props} />
        <span className="flex w-7 shrink-0 self-center">
          {isHot && <MessageMenu message={message} label={label} />}
        </span>
      </div>
      <div className={isOurs ? '' : 'md:ps-9'}>
        {reactions.length > 0 && !deleted_at && <Reactions message={message} contactName={contactName} />}
        {status === 'failed' && <Failure message={message} />}
      </div>
    </>
  )
}

function Bubble({ message, isLast, quotedAuthor, chosen }: SpokenProps) {
  const { view, showRaw, jumpTo } = useThreadActions()
  const { direction, deleted_at, status, edited_at, reply_to, type } = message
  const isOurs = direction === 'outbound'
  const isBare = type === 'sticker' && !reply_to && !deleted_at
  const showsTime = isLast || status === 'failed' || edited_at !== null
  const room = (showsTime || (isOurs && !deleted_at)) && <MetaRoom message={message} showsTime={showsTime} />
  const corner = isOurs ? 'rounded-ee-sm' : 'rounded-es-sm'
  const look = deleted_at
    ? 'border border-dashed border-line-strong text-muted'
    : isBare
      ? ''
      : isOurs
        ? 'bg-bubble-out'
        : 'bg-bubble-in'
  return (
    <div className={classes('relative max-w-[min(68ch,82%)] min-w-0 rounded-xl px-3 py-1.5', isLast && corner, look)}>
      {deleted_at ? (
        <p className="flex items-center gap-1.5 italic">
          <Ban size={14} aria-hidden="true" className="shrink-0" />
          {t('thread.unsent')}
          {room}
        </p>
      ) : (
        <>
          {reply_to && type !== 'story_reply' && <Quote reply={reply_to} author={quotedAuthor} onJump={jumpTo} />}
          <MessageContent
            message={message}
            chosen={chosen}
            tail={room}
            onView={(attachment) => view(message, attachment)}
            onRaw={() => showRaw(message)}
          />
        </>
      )}
      <MessageMeta message={message} showsTime={showsTime} />
    </div>
  )
}

function Failure({ message: { error } }: { message: MessageView }) {
  return (
    <p className="mt-0.5 flex items-center justify-end gap-1.5 text-sm text-bad">
      <CircleAlert size={14} aria-hidden="true" className="shrink-0" />
      <span>
        {error ? t('thread.not_delivered_because', { reason: error.message }) : t('thread.not_delivered')}
        {error && <span className="text-muted"> ({error.code})</span>}
      </span>
    </p>
  )
}

/** What nobody has said: a changed number, an arrival through a link. */
function Notice({ message: { text, payload, sent_at } }: { message: MessageView }) {
  return (
    <p className="mx-auto my-1 w-fit max-w-full rounded-full bg-sunken px-3 py-1 text-center text-sm text-muted">
      <bdi>{text ?? (payload?.referral ? referralWords(payload) : t('message_types.system'))}</bdi>
      <time dateTime={sent_at} className="ms-2 text-xs tabular-nums">
        {clockTime(sent_at)}
      </time>
    </p>
  )
}

export function authorOf({ sender, direction }: MessageView, contactName: string): string {
  if (sender.name) return withoutBidiControls(sender.name)
  return direction === 'inbound' ? contactName : t('thread.us')
}
