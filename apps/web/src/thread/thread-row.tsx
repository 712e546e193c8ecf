import type { MessageView } from '@switchboard/protocol'
import { dayName } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { authorOf, MessageRow } from './message-row.tsx'
import type { Row } from './rows.ts'

interface Props {
  row: Row
  place: number
  contactName: string
  isCurrent: boolean
  isFlashed: boolean
  quoted: MessageView | undefined
  chosen: string | undefined
}

export function ThreadRow({ row, contactName, quoted, ...props }: Props) {
  switch (row.kind) {
    case 'message': {
      const { message, isFirst, isLast } = row
      const quotedAuthor = quoted ? authorOf(quoted, contactName) : null
      return <MessageRow {...{ ...props, message, isFirst, isLast, contactName, quotedAuthor }} />
    }
    case 'start':
      return (
        <div className="px-6 pt-10 pb-4 text-center text-sm text-muted">{t('thread.start', { name: contactName })}</div>
      )
    case 'date':
      return (
        <div className="flex h-10 items-center justify-center">
          <DatePill at={row.at} />
        </div>
      )
    case 'unread':
      return (
        <div className="flex h-9 items-center gap-3 px-4 text-sm font-medium text-accent-text">
          <span className="h-px flex-1 bg-accent/50" />
          {t('thread.unread_below', { count: row.count })}
          <span className="h-px flex-1 bg-accent/50" />
        </div>
      )
  }
}

/** In the list, and over it for the day that somebody reads in. */
export function DatePill({ at }: { at: string }) {
  return (
    <time
      dateTime={at}
      className="rounded-full border border-line bg-surface px-2.5 py-0.5 text-xs font-medium text-muted"
    >
      {dayName(at)}
    </time>
  )
}
