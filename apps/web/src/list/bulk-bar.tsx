import { Archive, ArchiveRestore, CheckCheck, CircleAlert, CircleDot, Tag, UserPlus, X } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { useInbox } from '../live/use-inbox.ts'
import { explainRefused } from '../session/explain.ts'
import { useMay } from '../session/use-me.ts'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Popover } from '../ui/popover.tsx'
import type { ListCommands } from './use-list-commands.ts'
import type { ShownOrder } from './use-order.ts'
import type { Selection } from './use-selection.ts'

interface Props {
  selection: Selection
  commands: ListCommands
  order: ShownOrder
}

/** What can be done to all that are picked. */
export function BulkBar({ selection, commands, order }: Props) {
  const mayReply = useMay('inbox.reply')
  const ids = [...selection.ids]
  const isNone = ids.length === 0
  const areArchived = useInbox((state) => !isNone && ids.every((id) => state.conversations.get(id)?.is_archived))
  const areRead = useInbox((state) => !isNone && ids.every((id) => state.conversations.get(id)?.unread_count === 0))
  const { runOn, changing } = commands
  return (
    <div
      role="toolbar"
      aria-label={t('bulk.title')}
      className="border-t border-line bg-raised px-2 py-1.5 shadow-raised"
    >
      <Refused changing={changing} />
      <div className="flex items-center gap-0.5">
        <IconButton icon={X} label={t('bulk.leave')} tooltipSide="top" onClick={selection.clear} />
        <span className="min-w-0 flex-1 truncate px-1 text-sm font-medium tabular-nums">
          {isNone ? t('bulk.none') : t('bulk.selected', { count: ids.length })}
        </span>
        <Button
          look="ghost"
          size="sm"
          className="text-muted"
          onClick={() => selection.add(order.rows.map(({ id }) => id))}
        >
          {t('bulk.all')}
        </Button>
        {mayReply && (
          <>
            <IconButton
              icon={areRead ? CircleDot : CheckCheck}
              label={t(areRead ? 'list.mark_unread' : 'list.mark_read')}
              tooltipSide="top"
              disabled={isNone}
              onClick={() => runOn(areRead ? 'unread' : 'read', ids)}
            />
            <IconButton
              icon={areArchived ? ArchiveRestore : Archive}
              label={t(areArchived ? 'list.unarchive' : 'list.archive')}
              tooltipSide="top"
              disabled={isNone}
              onClick={() => runOn(areArchived ? 'unarchive' : 'archive', ids)}
            />
            <IconButton
              icon={UserPlus}
              label={t('list.assign')}
              tooltipSide="top"
              disabled={isNone}
              onClick={() => runOn('assign', ids)}
            />
            <IconButton
              icon={Tag}
              label={t('list.label')}
              tooltipSide="top"
              disabled={isNone}
              onClick={() => runOn('label', ids)}
            />
          </>
        )}
      </div>
    </div>
  )
}

/** Each conversation that stayed as it was, and why. */
function Refused({ changing: { refused } }: { changing: ListCommands['changing'] }) {
  const names = useInbox((state) =>
    refused.map(({ conversation_id }) => {
      const conversation = state.conversations.get(conversation_id)
      return conversation ? nameOf(conversation) : t('common.unknown_customer')
    }),
  )
  if (refused.length === 0) return null
  return (
    <Popover
      label={t('bulk.refused', { count: refused.length })}
      side="top"
      className="max-h-72 w-72 overflow-y-auto"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className="mb-1 inline-flex min-h-6 items-center gap-1.5 rounded-md px-2 text-sm text-bad underline underline-offset-2"
        >
          <CircleAlert size={14} aria-hidden="true" />
          {t('bulk.refused', { count: refused.length })}
        </button>
      )}
    >
      <ul className="grid gap-2">
        {refused.map(({ conversation_id, error }, n) => (
          <li key={conversation_id}>
            <bdi className="block font-medium">{names[n]}</bdi>
            <span className="text-sm text-muted">{explainRefused(error)}</span>
          </li>
        ))}
      </ul>
    </Popover>
  )
}
