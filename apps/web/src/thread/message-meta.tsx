import type { MessageView } from '@switchboard/protocol'
import { clockTime, dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { classes } from '../ui/classes.ts'
import { HistoryPopover } from './history-popover.tsx'
import { StatusMark } from './status-mark.tsx'

interface Props {
  message: MessageView
  /** One time for several messages. `hover`: it comes out when the message is pointed at. */
  time: 'always' | 'hover' | 'never'
}

/** When, whether edited, and how far it has come: at the lower corner of the message. */
export function MessageMeta({ message, time }: Props) {
  const { sent_at, edited_at, deleted_at, direction } = message
  return (
    <span className="absolute end-2.5 bottom-1 flex h-4.5 items-center gap-1.5 text-xs text-muted not-italic">
      {edited_at && !deleted_at && <HistoryPopover message={message} />}
      {time !== 'never' && (
        <time
          dateTime={sent_at}
          title={dateAndTime(sent_at)}
          className={classes(
            'tabular-nums',
            time === 'hover' && 'invisible group-focus-within/message:visible group-hover/message:visible',
          )}
        >
          {clockTime(sent_at)}
        </time>
      )}
      {direction === 'outbound' && !deleted_at && <StatusMark message={message} />}
    </span>
  )
}

/** The same, unseen, in the last line of the words: so much room has to be left at its end. */
export function MetaRoom({ message: { sent_at, edited_at, direction } }: { message: MessageView }) {
  return (
    <span aria-hidden="true" className="invisible inline-flex h-0 items-center gap-1.5 ps-3 text-xs select-none">
      {edited_at && <span>{t('thread.edited')}</span>}
      <span className="tabular-nums">{clockTime(sent_at)}</span>
      {direction === 'outbound' && <span className="w-3.5" />}
    </span>
  )
}
