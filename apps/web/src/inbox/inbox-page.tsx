import { createClient, listConversations, unreadTotals } from '@switchboard/sdk'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Notice } from '../ui/notice.tsx'
import { ConnectionIndicator } from './connection-indicator.tsx'
import { ConversationList } from './conversation-list.tsx'
import { ThreadView } from './thread-view.tsx'

interface Props {
  onSignedOut(): void
}

/** Everything on this screen is the client's store: the page never asks and never counts. */
export function InboxPage({ onSignedOut }: Props) {
  const [client] = useState(() => createClient({ url: location.origin }))
  const [selectedId, select] = useState<string | null>(() => idInAddress())
  const state = useSyncExternalStore(client.store.subscribe, () => client.store.state)
  const status = useSyncExternalStore(client.connection.subscribe, () => client.connection.status)

  useEffect(() => {
    client.connect()
    const leave = () => select(idInAddress())
    addEventListener('popstate', leave)
    return () => {
      removeEventListener('popstate', leave)
      client.close()
    }
  }, [client])

  useEffect(() => {
    if (status.is === 'stopped' && status.reason === 'sign_in') onSignedOut()
  }, [status, onSignedOut])

  const unread = state ? unreadTotals(state).conversations : 0
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Switchboard` : 'Switchboard'
  }, [unread])

  function open(id: string | null) {
    history.pushState(null, '', id ? `/inbox/${id}` : '/')
    select(id)
  }

  if (!state) {
    if (status.is === 'stopped')
      return <Notice title="You cannot see an inbox" text="Ask the person who invited you for access to a workspace." />
    return (
      <Notice
        title="Switchboard"
        text={<ConnectionIndicator status={status} onRetry={() => client.connection.retryNow()} />}
      />
    )
  }

  const conversations = listConversations(state, { is_archived: false })
  const selected = selectedId ? (state.conversations.get(selectedId) ?? null) : null
  return (
    <div className="inbox" data-open={selected !== null}>
      <header className="topbar">
        <strong>{state.workspace.name}</strong>
        {state.workspace.is_sandbox && <span className="tag">Sandbox</span>}
        <span className="spacer" />
        <ConnectionIndicator status={status} onRetry={() => client.connection.retryNow()} />
        <button type="button" onClick={() => void client.requests.auth.signOut().finally(onSignedOut)}>
          Sign out
        </button>
      </header>
      <ConversationList
        conversations={conversations}
        hasMore={state.list.has_more}
        selectedId={selectedId}
        onOpen={open}
        onMore={() => client.load.moreConversations()}
      />
      {selected ? (
        <ThreadView key={selected.id} client={client} state={state} conversation={selected} onBack={() => open(null)} />
      ) : (
        <main className="thread empty">
          <p className="muted">
            {conversations.length > 0 ? 'Choose a conversation.' : 'When a customer writes, it appears here.'}
          </p>
        </main>
      )}
    </div>
  )
}

function idInAddress(): string | null {
  return /^\/inbox\/([\w-]+)$/.exec(location.pathname)?.[1] ?? null
}
