import type { ConversationView } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { memo, useState } from 'react'
import { shortTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { previewOf } from '../inbox/message-words.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { CountBadge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'

export function ConversationList({ conversations }: { conversations: readonly ConversationView[] }) {
  const { load } = useClient()
  const hasMore = useInbox((state) => state.list.has_more)
  const { conversationId } = useInboxAddress()
  const [isLoading, setLoading] = useState(false)

  function more() {
    setLoading(true)
    void load
      .moreConversations()
      .catch(() => {})
      .finally(() => setLoading(false)) // the button stays, to be tried again
  }

  return (
    <nav aria-label={t('regions.list')} className="min-h-0 flex-1 overflow-y-auto">
      <ul>
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <Row conversation={conversation} isOpen={conversation.id === conversationId} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <div className="grid place-items-center p-3">
          <Button isBusy={isLoading} onClick={more}>
            {t('list.older')}
          </Button>
        </div>
      )}
    </nav>
  )
}

interface RowProps {
  conversation: ConversationView
  isOpen: boolean
}

const Row = memo(function Row({ conversation, isOpen }: RowProps) {
  const { view, search } = useInboxAddress()
  const { id, last_message, last_message_at, unread_count } = conversation
  const { panel: _, ...filters } = search
  const isUnread = unread_count > 0
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view, conversationId: id }}
      search={filters}
      aria-current={isOpen ? 'page' : undefined}
      className="relative flex h-18 items-center gap-3 px-4 transition-colors hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-selected"
    >
      <PlatformAvatar conversation={conversation} size={40} />
      <span className="min-w-0 flex-1 border-line">
        <span className="flex items-baseline gap-2">
          <bdi className={`flex-1 truncate ${isUnread ? 'font-semibold' : 'font-medium'}`}>{nameOf(conversation)}</bdi>
          {last_message_at && (
            <time dateTime={last_message_at} className="shrink-0 text-xs text-muted tabular-nums">
              {shortTime(last_message_at)}
            </time>
          )}
        </span>
        <span className="mt-0.5 flex items-center gap-2">
          <span dir="auto" className={`flex-1 truncate text-start ${isUnread ? 'text-text' : 'text-muted'}`}>
            {last_message && previewOf(last_message)}
          </span>
          {isUnread && <CountBadge count={unread_count} label={t('list.unread', { count: unread_count })} />}
        </span>
      </span>
    </Link>
  )
})
