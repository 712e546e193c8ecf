import type { ConversationView } from '@switchboard/protocol'
import { CircleDot, Ellipsis, Tag, UserCheck, UserPlus } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useKeys } from '../commands/bindings.ts'
import { CommandButton, CommandItem } from '../commands/command-button.tsx'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { platformName } from '../inbox/platform-mark.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { memberName } from '../list/names.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useMay } from '../session/use-me.ts'
import { useWidth } from '../shell/use-width.ts'
import { Avatar } from '../ui/avatar.tsx'
import { labelColor } from '../ui/label-color.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { withoutBidiControls } from './without-bidi-controls.ts'

interface Props {
  conversation: ConversationView
  onPick(kind: 'assignee' | 'labels'): void
  onUnread(): void
  onAssignToMe(): void
}

/** Who it is, where they write, and what can be done with the conversation. */
export function ThreadHeader({ conversation, onPick, onUnread, onAssignToMe }: Props) {
  const isPhone = useWidth() === 'phone'
  const mayReply = useMay('inbox.reply')
  const { search } = useInboxAddress()
  const [labelKeys, unreadKeys, assignMeKeys] = [
    useKeys('list.label'),
    useKeys('list.unread'),
    useKeys('list.assign_me'),
  ]
  return (
    <header className="flex min-h-14 items-center gap-1 border-b border-line px-4 py-2 max-md:px-2">
      {isPhone && <CommandButton id="thread.close" isDirectional />}
      <PlatformAvatar conversation={conversation} size={34} />
      <Who conversation={conversation} heading={isPhone ? 'h1' : 'h2'} />
      {mayReply && (
        <>
          <AssigneeButton id={conversation.assignee_id} onClick={() => onPick('assignee')} />
          {!isPhone && (
            <HeaderButton label={t('list.label')} keys={labelKeys} onClick={() => onPick('labels')}>
              <Tag size={16} strokeWidth={1.9} aria-hidden="true" />
            </HeaderButton>
          )}
        </>
      )}
      {!isPhone && <CommandButton id="thread.archive" isPressed={conversation.is_archived} />}
      <CommandButton id="panel.toggle" isPressed={search.panel === true} />
      <Menu
        label={t('thread.more')}
        align="end"
        trigger={(props) => (
          <HeaderButton label={t('thread.more')} {...props}>
            <Ellipsis size={16} aria-hidden="true" />
          </HeaderButton>
        )}
      >
        {mayReply && (
          <>
            <MenuItem icon={UserCheck} keys={assignMeKeys} onSelect={onAssignToMe}>
              {t('list.assign_me')}
            </MenuItem>
            {isPhone && (
              <MenuItem icon={Tag} keys={labelKeys} onSelect={() => onPick('labels')}>
                {t('list.label')}
              </MenuItem>
            )}
            <MenuItem icon={CircleDot} keys={unreadKeys} onSelect={onUnread}>
              {t('list.mark_unread')}
            </MenuItem>
          </>
        )}
        {isPhone && <CommandItem id="thread.archive" />}
        <CommandItem id="thread.copy_link" />
      </Menu>
    </header>
  )
}

function Who({ conversation, heading: Heading }: Pick<Props, 'conversation'> & { heading: 'h1' | 'h2' }) {
  const { contact, platform, labels } = conversation
  const handles = [contact?.username && `@${contact.username}`, contact?.phone].filter(Boolean).join(' · ')
  return (
    <div className="ms-2 min-w-0 flex-1">
      <Heading className="flex items-center gap-2 font-semibold">
        <bdi className="truncate">{withoutBidiControls(nameOf(conversation))}</bdi>
        <Labels ids={labels} />
      </Heading>
      <p className="truncate text-sm text-muted">
        {platformName(platform)}
        {handles && (
          <>
            {' · '}
            <bdi dir="ltr">{handles}</bdi>
          </>
        )}
      </p>
    </div>
  )
}

function AssigneeButton({ id, onClick }: { id: string | null; onClick(): void }) {
  const assignee = useInbox((state) => (id === null ? null : (state.members.get(id) ?? null)))
  const keys = useKeys('list.assign')
  const label = assignee ? t('list.assigned_to', { name: memberName(assignee) }) : t('list.assign')
  return (
    <HeaderButton label={label} keys={keys} onClick={onClick}>
      {assignee ? (
        <Avatar id={assignee.id} name={memberName(assignee)} src={assignee.avatar_url} size={22} />
      ) : (
        <UserPlus size={16} strokeWidth={1.9} aria-hidden="true" />
      )}
    </HeaderButton>
  )
}

function HeaderButton({
  label,
  keys,
  ...props
}: ComponentProps<'button'> & { label: string; keys?: string | undefined }) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...props}
        className="grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text aria-expanded:bg-hover"
      />
    </Tooltip>
  )
}

const mostLabels = 3

function Labels({ ids }: { ids: readonly string[] }) {
  const labels = useInbox((state) => ids.flatMap((id) => state.labels.get(id) ?? []))
  return (
    <span className="flex min-w-0 shrink-[4] gap-1 font-normal max-md:hidden">
      {labels.slice(0, mostLabels).map(({ id, name, color }) => (
        <span
          key={id}
          className="inline-flex h-5 min-w-0 items-center gap-1.5 rounded-full border border-line px-2 text-xs text-muted"
        >
          <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: labelColor(color) }} />
          <bdi className="truncate">{name}</bdi>
        </span>
      ))}
      {labels.length > mostLabels && <span className="text-xs text-muted">+{labels.length - mostLabels}</span>}
    </span>
  )
}
