import { Link } from '@tanstack/react-router'
import { CheckCheck, FilterX, Inbox } from 'lucide-react'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { inboxViews } from '../inbox/inbox-search.ts'
import { selectConversations } from '../inbox/select-conversations.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useClient } from '../live/client-context.tsx'
import { ConnectionIndicator } from '../live/connection-indicator.tsx'
import { useConnectionStatus, useInbox } from '../live/use-inbox.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ConversationList } from './conversation-list.tsx'

export function ListPane() {
  const { connection } = useClient()
  const status = useConnectionStatus()
  const workspace = useInbox((state) => state.workspace.name)
  const { view, search, conversationId, open } = useInboxAddress()
  const conversations = useInbox((state) => selectConversations(state, view, search))
  const hasMore = useInbox((state) => state.list.has_more)

  function step(by: 1 | -1) {
    const at = conversations.findIndex(({ id }) => id === conversationId)
    const next = conversations[at < 0 ? 0 : at + by]
    if (next) open(next.id)
  }
  useCommand('list.next', () => step(1), { when: conversations.length > 0 })
  useCommand('list.previous', () => step(-1), { when: conversations.length > 0 })

  return (
    <>
      <header className="border-b border-line px-4 pt-3 pb-2">
        <div className="flex min-h-7 items-center justify-between gap-3">
          <h1 className="truncate text-lg font-semibold">{workspace}</h1>
          <ConnectionIndicator status={status} onRetry={() => connection.retryNow()} />
        </div>
        <nav aria-label={t('list.views')} className="-mx-1.5 mt-1 flex gap-0.5 overflow-x-auto p-0.5">
          {inboxViews.map((name) => (
            <Link
              key={name}
              to="/inbox/$view/{-$conversationId}"
              params={{ view: name, conversationId: undefined }}
              search={search}
              aria-current={name === view ? 'page' : undefined}
              className="rounded-md px-2 py-0.5 whitespace-nowrap text-muted transition-colors hover:bg-hover hover:text-text aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-text"
            >
              {t(`views.${name}`)}
            </Link>
          ))}
        </nav>
      </header>
      {conversations.length === 0 && !hasMore ? <NothingHere /> : <ConversationList conversations={conversations} />}
    </>
  )
}

function NothingHere() {
  const { view, search, refine } = useInboxAddress()
  const filters = Object.keys(search).filter((name) => name !== 'panel')
  if (filters.length > 0) {
    const clear = () => refine(Object.fromEntries(filters.map((name) => [name, undefined])))
    return (
      <EmptyState
        icon={FilterX}
        title={t('list.no_match')}
        action={<Button onClick={clear}>{t('list.clear_filters')}</Button>}
      />
    )
  }
  if (view === 'all') return <EmptyState icon={Inbox} title={t('list.empty')} text={t('list.empty_text')} />
  return <EmptyState icon={CheckCheck} title={t('list.all_done')} text={t('list.all_done_text')} />
}
