import type { Attachment, ConversationView, MessageView } from '@switchboard/protocol'
import { useRouter } from '@tanstack/react-router'
import { CloudOff, MessagesSquare } from 'lucide-react'
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { stillHere } from '../ui/still-here.ts'
import { Announcer } from './announcer.tsx'
import { useConversationChanges } from './conversation-changes.ts'
import { JumpToLatest } from './jump-to-latest.tsx'
import { MessageList, type MessageListHandle } from './message-list.tsx'
import { PageState } from './page-state.tsx'
import { ReplyPolicyLine } from './reply-policy-line.tsx'
import { MessagesSkeleton } from './skeletons.tsx'
import { type ThreadActions, ThreadActionsContext } from './thread-actions.ts'
import { ThreadHeader } from './thread-header.tsx'
import { TypingLine } from './typing-line.tsx'
import { useJump } from './use-jump.ts'
import { useMarkRead } from './use-mark-read.ts'
import { useOpening } from './use-opening.ts'
import type { PanePosition } from './use-pane-position.ts'
import { type ShownMessages, useShownMessages } from './use-shown-messages.ts'
import { useThreadCommands } from './use-thread-commands.ts'
import { viewableIn } from './viewable-in.ts'
import { withoutBidiControls } from './without-bidi-controls.ts'

const PickDialog = lazy(async () => ({ default: (await import('../list/pick-dialog.tsx')).PickDialog }))
const RawDialog = lazy(async () => ({ default: (await import('./raw-dialog.tsx')).RawDialog }))
const MediaViewer = lazy(async () => ({ default: (await import('./media-viewer.tsx')).MediaViewer }))

interface Props {
  conversation: ConversationView
  /** How asking the server for it has ended; null while it has not. */
  fetched: 'missing' | 'failed' | 'done' | null
  /** Whether nobody has gone elsewhere since the message that the address names was asked for. */
  isExpected(): boolean
  onRetry(): void
}

/** An open conversation: its head, its messages, and below them what may be answered. */
export function OpenThread({ conversation, fetched, isExpected, onRetry }: Props) {
  const { id } = conversation
  const contactName = withoutBidiControls(nameOf(conversation))
  const list = useRef<MessageListHandle>(null)
  const { place, flashed, isJumping, jumpTo, toLatest } = useJump(id, list)
  const shown = useShownMessages(id, place.pivot)
  const [position, setPosition] = useState<PanePosition>({ isAtEnd: false, isFar: false })
  const [isHeldUnread, holdUnread] = useState(false)
  const [pick, setPick] = useState<'assignee' | 'labels' | null>(null)
  const [open, setOpen] = useState<{ raw: MessageView } | { picture: string } | null>(null)
  const opening = useOpening(conversation, shown, fetched === 'done')
  const changes = useConversationChanges(conversation)
  const isAtEnd = opening !== null && position.isAtEnd && !shown.hasNewer
  const { isArriving, forgetAddress } = useAddressedMessage(opening !== null, isExpected, jumpTo)
  useThreadCommands(conversation, { changes, onPick: setPick, onUnread: () => markUnread() })
  useCommand('thread.end', toEnd, { when: opening !== null && !isAtEnd })
  useMarkRead(changes, { conversation, messages: shown.messages, isAtEnd, isHeldUnread })

  function toEnd() {
    forgetAddress()
    toLatest(shown.hasNewer)
  }

  function markUnread(fromSeq?: number) {
    holdUnread(true)
    changes.unread(fromSeq)
  }

  const latest = useRef({ jumpTo, markUnread })
  useLayoutEffect(() => {
    latest.current = { jumpTo, markUnread }
  })
  const actions = useMemo<ThreadActions>(
    () => ({
      jumpTo: (messageId) => void latest.current.jumpTo(messageId),
      view: (_, attachment: Attachment) => setOpen({ picture: attachment.id }),
      showRaw: (raw) => setOpen({ raw }),
      markUnreadFrom: ({ seq }) => latest.current.markUnread(seq),
    }),
    [],
  )

  return (
    <ThreadActionsContext value={actions}>
      <ThreadHeader
        conversation={conversation}
        onPick={setPick}
        onUnread={() => markUnread()}
        onAssignToMe={changes.assignToMe}
      />
      <div className="relative flex min-h-0 flex-1 flex-col">
        {opening === null || isArriving || (shown.messages.length === 0 && (shown.hasOlder || fetched !== 'done')) ? (
          <Waiting shown={shown} fetched={fetched} onRetry={onRetry} />
        ) : shown.messages.length === 0 ? (
          <EmptyState icon={MessagesSquare} title={t('thread.empty')} text={t('thread.empty_text')} />
        ) : (
          <MessageList
            key={place.generation}
            ref={list}
            shown={shown}
            unread={opening.unread}
            contactName={contactName}
            start={place.start}
            flashed={flashed}
            onPosition={setPosition}
            onEndKey={toEnd}
          />
        )}
        <PageState shown={shown} isJumping={isJumping} isAtEnd={position.isAtEnd} />
        {opening !== null && (position.isFar || shown.hasNewer) && (
          <JumpToLatest unreadCount={conversation.unread_count} onJump={toEnd} />
        )}
        <TypingLine conversationId={id} />
      </div>
      <Announcer conversationId={id} contactName={contactName} />
      <ReplyPolicyLine conversation={conversation} />
      <Suspense>
        {pick && (
          <PickDialog
            kind={pick}
            ids={[id]}
            onClose={() => setPick(null)}
            onChange={(change) => changes.apply(change)}
          />
        )}
        {open && 'raw' in open && <RawDialog message={open.raw} onClose={() => setOpen(null)} />}
        {open && 'picture' in open && (
          <MediaViewer
            items={viewableIn(shown.messages, contactName)}
            start={open.picture}
            isHeld={(messageId) => shown.messages.some((message) => message.id === messageId)}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </ThreadActionsContext>
  )
}

interface WaitingProps extends Pick<Props, 'fetched' | 'onRetry'> {
  shown: ShownMessages
}

/** What is held already is shown without the server; only where nothing is, its silence is a problem. */
function Waiting({ shown, fetched, onRetry }: WaitingProps) {
  if (fetched === 'failed' && shown.messages.length === 0) {
    return (
      <EmptyState
        icon={CloudOff}
        title={t('thread.not_loaded')}
        text={t('errors.no_answer')}
        action={<Button onClick={onRetry}>{t('common.try_again')}</Button>}
      />
    )
  }
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col">
      <span className="sr-only">{t('common.loading')}</span>
      <MessagesSkeleton />
    </div>
  )
}

/**
 * Goes to the message that the address names: a link, a hit of a search. Until the first one has been gone to, nothing
 * else is shown. One that is not there, or was left for the end, has no place in the address any more.
 */
function useAddressedMessage(isOpen: boolean, isExpected: () => boolean, jumpTo: ReturnType<typeof useJump>['jumpTo']) {
  const router = useRouter()
  const { search, refine } = useInboxAddress()
  const { message } = search
  const [isArriving, setArriving] = useState(message !== undefined)
  const forgetAddress = () => message !== undefined && refine({ message: undefined }, { replace: true })

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every message that is addressed
  useEffect(() => {
    if (!isOpen || !message) return
    let isAddressed = true
    const go = (expected = stillHere()) =>
      void jumpTo(message, expected).then((isThere) => {
        setArriving(false)
        if (!isThere && isAddressed) forgetAddress()
      })
    go(isExpected)
    // Whoever follows the same link again has left the message meanwhile.
    const ignore = router.subscribe('onBeforeNavigate', ({ hrefChanged }) => hrefChanged || go())
    return () => {
      isAddressed = false
      ignore()
    }
  }, [isOpen, message])

  return { isArriving: isArriving && message !== undefined, forgetAddress }
}
