import type { MessageView } from '@switchboard/protocol'
import { clockTime, dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { classes } from '../ui/classes.ts'
import { HistoryPopover } from './history-popover.tsx'
import { StatusMark } from './status-mark.tsx'

interface Props {
  message: MessageView
  /** One time for several messages. Of the others it comes out beside the message that is pointed at. */
  showsTime: boolean
}

/** When, whether edited, and how far it has come: at the lower corner of the message. */
export function MessageMeta({ message, showsTime }: Props) {
  const { sent_at, edited_at, deleted_at, direction } = message
  const isOurs = direction === 'outbound'
  const time = (
    <time
      dateTime={sent_at}
      title={dateAndTime(sent_at)}
      className={classes(
        'tabular-nums',
        !showsTime &&
          'invisible absolute bottom-2 text-xs whitespace-nowrap text-muted not-italic group-focus-within/message:visible group-hover/message:visible max-md:hidden',
        !showsTime && (isOurs ? 'end-full me-10' : 'start-full ms-10'), // beyond the menu
      )}
    >
      {clockTime(sent_at)}
    </time>
  )
  return (
    <>
      {!showsTime && time}
      <span className="absolute end-2.5 bottom-1 flex h-4.5 items-center gap-1.5 text-xs text-muted not-italic">
        {edited_at && !deleted_at && <HistoryPopover message={message} />}
        {showsTime && time}
        {isOurs && !deleted_at && <StatusMark message={message} />}
      </span>
    </>
  )
}

/** The same, unseen, in the last line of the words: so much room has to be left at its end. */
export function MetaRoom({ message: { sent_at, edited_at, direction }, showsTime }: Props) {
  return (
    <span aria-hidden="true" className="invisible inline-flex h-0 items-center gap-1.5 ps-3 text-xs select-none">
      {edited_at && <span>{t('thread.edited')}</span>}
      {showsTime && <span className="tabular-nums">{clockTime(sent_at)}</span>}
      {direction === 'outbound' && <span className="w-3.5" />}
    </span>
  )
}
