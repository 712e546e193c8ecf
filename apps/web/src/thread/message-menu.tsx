import type { MessageView } from '@switchboard/protocol'
import { Braces, Copy, CornerUpLeft, Ellipsis, Link2, MailOpen } from 'lucide-react'
import { dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useMay } from '../session/use-me.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { copy, copyLink } from './copy.ts'
import { useThreadActions } from './thread-actions.ts'

interface Props {
  message: MessageView
  label: string
}

/** What can be done with one message. Drawn only for the one that is pointed at or has the focus. */
export function MessageMenu({ message, label }: Props) {
  const { jumpTo, showRaw, markUnreadFrom } = useThreadActions()
  const mayManage = useMay('accounts.manage')
  const mayReply = useMay('inbox.reply')
  const { text, sent_at, deleted_at, reply_to, direction, type } = message
  return (
    <Menu
      label={label}
      align="end"
      trigger={({ ref, ...props }) => (
        <button
          ref={ref}
          type="button"
          data-message-menu=""
          aria-label={t('thread.message_menu')}
          {...props}
          className="grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-text aria-expanded:bg-hover"
        >
          <Ellipsis size={16} aria-hidden="true" />
        </button>
      )}
    >
      {/* The only place for it on a phone, where nothing is pointed at. The time is in the name of the message already. */}
      <div aria-hidden="true" className="px-2 pt-1 pb-1.5 text-xs text-muted tabular-nums">
        {dateAndTime(sent_at)}
      </div>
      {text && !deleted_at && (
        <MenuItem icon={Copy} onSelect={() => void copy(text)}>
          {t('thread.copy_text')}
        </MenuItem>
      )}
      <MenuItem icon={Link2} onSelect={() => void copyLink(message)}>
        {t('common.copy_link')}
      </MenuItem>
      {reply_to?.id && (
        <MenuItem icon={CornerUpLeft} onSelect={() => jumpTo(reply_to.id!)}>
          {t('thread.jump_to_original')}
        </MenuItem>
      )}
      {mayReply && direction === 'inbound' && type !== 'system' && (
        <MenuItem icon={MailOpen} onSelect={() => markUnreadFrom(message)}>
          {t('thread.unread_from_here')}
        </MenuItem>
      )}
      {mayManage && (
        <MenuItem icon={Braces} onSelect={() => showRaw(message)}>
          {t('thread.view_raw')}
        </MenuItem>
      )}
    </Menu>
  )
}
