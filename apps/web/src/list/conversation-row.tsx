import type { ConversationView } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { type MouseEvent, memo, useState } from 'react'
import { shortTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import type { InboxSearch, InboxView } from '../inbox/inbox-search.ts'
import { typeWords } from '../inbox/message-words.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { CountBadge } from '../ui/badge.tsx'
import { classes } from '../ui/classes.ts'
import { type Density, rowHeight } from './density.ts'
import { AssigneeMark, DirectionMark, FailedMark, LabelDots, WindowChip } from './row-marks.tsx'
import { RowMenu } from './row-menu.tsx'
import { useRowFacts } from './use-row-facts.ts'

/** What every row of a list has in common; the same object until something of it changes. */
export interface RowContext {
  readonly view: InboxView
  readonly search: InboxSearch
  readonly density: Density
  /** The minute that it is. */
  readonly now: string
  readonly isSelecting: boolean
  onSelect(id: string, isRange: boolean): void
  onFocus(id: string): void
  run(action: RowAction, id: string): void
}

export type RowAction = 'select' | 'archive' | 'unarchive' | 'read' | 'unread' | 'assign_me' | 'assign' | 'label'

interface Props {
  context: RowContext
  conversation: ConversationView
  /** Members who are typing an answer. */
  typing: string
  isOpen: boolean
  isSelected: boolean
  /** It does not belong here any more, and stays until it is left. */
  isMuted: boolean
  /** The one that Tab reaches. */
  isActive: boolean
  top: number
  position: number
  /** -1: nobody knows how many there are. */
  setSize: number
}

export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { context, conversation, isOpen, isSelected, isMuted, isActive, top, position, setSize } = props
  const { id } = conversation
  const [isNear, setNear] = useState(false)
  const name = nameOf(conversation)
  const canSelect = context.isSelecting || isNear || isSelected

  function click(event: MouseEvent) {
    if (!event.shiftKey) return
    event.preventDefault()
    context.onSelect(id, true)
  }

  return (
    <li
      aria-posinset={position}
      aria-setsize={setSize}
      data-id={id}
      data-selected={isSelected || undefined}
      data-muted={isMuted || undefined}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setNear(true)}
      onPointerLeave={(event) => setNear(isMenuOpen(event.currentTarget))}
      onContextMenu={(event) => {
        if (!matchMedia('(pointer: coarse)').matches) return
        event.preventDefault() // a long press, where there is nothing to hover
        context.onSelect(id, false)
      }}
      className={classes(
        'group absolute inset-x-0 top-0 transition-transform duration-150 ease-out group-data-still/list:transition-none',
        isSelected && 'bg-accent-soft',
      )}
      style={{ height: rowHeight[context.density], transform: `translateY(${top}px)` }}
    >
      <Link
        to="/inbox/$view/{-$conversationId}"
        params={{ view: context.view, conversationId: id }}
        search={context.search}
        aria-current={isOpen ? 'page' : undefined}
        tabIndex={isActive ? 0 : -1}
        onClick={click}
        onFocus={() => context.onFocus(id)}
        className={classes(
          'flex size-full items-center gap-3 ps-4 pe-3 hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-selected group-data-selected:bg-transparent',
        )}
      >
        <span
          className={classes(
            'flex shrink-0', // faded at once: a transition is a layer of its own, for every row
            canSelect ? 'opacity-35' : 'group-data-muted:opacity-45',
          )}
        >
          <PlatformAvatar conversation={conversation} size={context.density === 'compact' ? 34 : 40} />
        </span>
        <Words {...props} name={name} />
      </Link>
      <SelectBox {...{ name, isSelected }} {...props} isShown={canSelect} />
      {(isNear || isActive) && (
        <RowMenu
          conversation={conversation}
          name={name}
          isReachable={isActive}
          run={(action) => context.run(action, id)}
        />
      )}
    </li>
  )
})

/** The way to the menu leads over other rows. */
function isMenuOpen(row: HTMLElement): boolean {
  return row.querySelector(':popover-open') !== null
}

function Words({ conversation, context: { now, density }, typing, name }: Props & { name: string }) {
  const { last_message, last_message_at, unread_count } = conversation
  const { labels, assignee, isMine, hasFailed } = useRowFacts(conversation)
  const isUnread = unread_count > 0
  return (
    <span className="min-w-0 flex-1">
      <span className="flex items-center gap-2">
        <bdi
          className={classes(
            'flex-1 truncate group-data-muted:font-normal group-data-muted:text-muted',
            isUnread ? 'font-semibold' : 'font-medium',
          )}
        >
          {name}
        </bdi>
        <WindowChip conversation={conversation} now={now} />
        {last_message_at && (
          <time
            dateTime={last_message_at}
            className="shrink-0 text-xs text-muted tabular-nums group-hover:opacity-0 group-has-focus-visible:opacity-0 group-has-aria-expanded:opacity-0 pointer-coarse:opacity-100!"
          >
            {shortTime(last_message_at, Date.parse(now))}
          </time>
        )}
      </span>
      <span className={classes('flex items-center gap-1.5', density === 'compact' ? '' : 'mt-0.5')}>
        {typing ? (
          <span className="flex-1 truncate text-sm text-accent-text">{typing}</span>
        ) : (
          <span className={classes('flex min-w-0 flex-1 items-center gap-1', isUnread ? 'text-text' : 'text-muted')}>
            {last_message?.direction === 'outbound' && <DirectionMark status={last_message.status} />}
            <bdi className="flex-1 truncate">
              {last_message && (last_message.preview || typeWords(last_message.type))}
            </bdi>
          </span>
        )}
        {hasFailed && last_message?.status !== 'failed' && <FailedMark />}
        <LabelDots labels={labels} />
        {assignee && <AssigneeMark member={assignee} isMe={isMine} />}
        {isUnread && <CountBadge count={unread_count} label={t('list.unread', { count: unread_count })} />}
      </span>
    </span>
  )
}

interface SelectBoxProps {
  context: RowContext
  conversation: ConversationView
  name: string
  isSelected: boolean
  isShown: boolean
}

/** Over the picture, when somebody may want it. By the keyboard a row is picked with its key. */
function SelectBox({ context, conversation: { id }, name, isSelected, isShown }: SelectBoxProps) {
  return (
    <label
      className={classes(
        'absolute inset-y-0 start-4 grid cursor-pointer place-items-center',
        context.density === 'compact' ? 'w-8.5' : 'w-10',
        !isShown && 'pointer-events-none opacity-0',
      )}
    >
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t('list.select', { name })}
        checked={isSelected}
        onChange={() => {}}
        onClick={(event) => context.onSelect(id, event.shiftKey)}
        className="size-4.5 cursor-pointer rounded-sm shadow-raised"
      />
    </label>
  )
}
