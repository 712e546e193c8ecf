import type { ConversationView } from '@switchboard/protocol'
import {
  Archive,
  ArchiveRestore,
  CheckCheck,
  CircleDot,
  Ellipsis,
  SquareCheck,
  Tag,
  UserCheck,
  UserPlus,
} from 'lucide-react'
import { useKeys } from '../commands/bindings.ts'
import { t } from '../i18n/t.ts'
import { useMay } from '../session/use-me.ts'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { RowAction } from './conversation-row.tsx'

interface Props {
  conversation: ConversationView
  name: string
  /** By Tab, from the row that has the focus. */
  isReachable: boolean
  run(action: RowAction): void
}

/** What can be done to one conversation, at the end of its row. */
export function RowMenu({ conversation, name, isReachable, run }: Props) {
  const mayReply = useMay('inbox.reply')
  return (
    <span className="absolute end-2 top-1.5 opacity-0 group-hover:opacity-100 group-has-focus-visible:opacity-100 has-aria-expanded:opacity-100 pointer-coarse:hidden">
      <Menu
        label={t('list.actions_for', { name })}
        align="end"
        trigger={(props) => (
          <button
            type="button"
            {...props}
            tabIndex={isReachable ? 0 : -1}
            aria-label={t('list.actions_for', { name })}
            className="grid h-6 w-8 place-items-center rounded-md border border-line bg-raised text-muted hover:text-text"
          >
            <Ellipsis size={15} aria-hidden="true" />
          </button>
        )}
      >
        <Items {...{ conversation, mayReply, run }} />
      </Menu>
    </span>
  )
}

interface ItemsProps {
  conversation: ConversationView
  mayReply: boolean
  run(action: RowAction): void
}

function Items({ conversation: { unread_count, is_archived }, mayReply, run }: ItemsProps) {
  const keys = {
    archive: useKeys('thread.archive'),
    read: useKeys('list.read'),
    unread: useKeys('list.unread'),
    assign: useKeys('list.assign'),
    assignMe: useKeys('list.assign_me'),
    label: useKeys('list.label'),
    select: useKeys('list.select'),
  }
  return (
    <>
      {mayReply && (
        <>
          {unread_count > 0 ? (
            <MenuItem icon={CheckCheck} keys={keys.read} onSelect={() => run('read')}>
              {t('list.mark_read')}
            </MenuItem>
          ) : (
            <MenuItem icon={CircleDot} keys={keys.unread} onSelect={() => run('unread')}>
              {t('list.mark_unread')}
            </MenuItem>
          )}
          <MenuItem
            icon={is_archived ? ArchiveRestore : Archive}
            keys={keys.archive}
            onSelect={() => run(is_archived ? 'unarchive' : 'archive')}
          >
            {t(is_archived ? 'list.unarchive' : 'list.archive')}
          </MenuItem>
          <MenuItem icon={UserCheck} keys={keys.assignMe} onSelect={() => run('assign_me')}>
            {t('list.assign_me')}
          </MenuItem>
          <MenuItem icon={UserPlus} keys={keys.assign} onSelect={() => run('assign')}>
            {t('list.assign')}
          </MenuItem>
          <MenuItem icon={Tag} keys={keys.label} onSelect={() => run('label')}>
            {t('list.label')}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem icon={SquareCheck} keys={keys.select} onSelect={() => run('select')}>
        {t('list.select_one')}
      </MenuItem>
    </>
  )
}
