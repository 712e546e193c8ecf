import { ArrowDown } from 'lucide-react'
import { useKeys } from '../commands/bindings.ts'
import { t } from '../i18n/t.ts'
import { CountBadge } from '../ui/badge.tsx'
import { IconButton } from '../ui/icon-button.tsx'

interface Props {
  unreadCount: number
  onJump(): void
}

/** Over the list while its end is far away, with how many unread messages wait there. */
export function JumpToLatest({ unreadCount, onJump }: Props) {
  const keys = useKeys('thread.end')
  const label = unreadCount > 0 ? t('thread.jump_to_unread', { count: unreadCount }) : t('thread.jump_to_latest')
  return (
    <div className="absolute end-5 bottom-9 z-10">
      <IconButton
        icon={ArrowDown}
        label={label}
        keys={keys}
        tooltipSide="top"
        onClick={onJump}
        className="size-9 rounded-full border border-line bg-raised shadow-raised"
      />
      {unreadCount > 0 && (
        <span className="pointer-events-none absolute -top-2 flex w-full justify-center">
          <CountBadge count={unreadCount} label="" />
        </span>
      )}
    </div>
  )
}
