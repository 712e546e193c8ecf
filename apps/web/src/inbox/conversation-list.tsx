import type { ConversationView } from '@switchboard/protocol'
import { useState } from 'react'
import { Avatar } from './avatar.tsx'
import { shortTime } from './times.ts'
import { nameOf, typeWords } from './words.ts'

interface Props {
  conversations: readonly ConversationView[]
  hasMore: boolean
  selectedId: string | null
  onOpen(id: string): void
  onMore(): Promise<unknown>
}

export function ConversationList({ conversations, hasMore, selectedId, onOpen, onMore }: Props) {
  const [isLoading, setLoading] = useState(false)

  function more() {
    setLoading(true)
    void onMore()
      .catch(() => {})
      .finally(() => setLoading(false)) // the button stays, to be tried again
  }

  return (
    <nav className="list" aria-label="Conversations">
      <ul>
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <a
              href={`/inbox/${conversation.id}`}
              aria-current={conversation.id === selectedId ? 'page' : undefined}
              data-unread={conversation.unread_count > 0}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey) return
                event.preventDefault()
                onOpen(conversation.id)
              }}
            >
              <Avatar name={nameOf(conversation)} platform={conversation.platform} />
              <span className="row">
                <span className="name">{nameOf(conversation)}</span>
                {conversation.last_message_at && (
                  <time dateTime={conversation.last_message_at}>{shortTime(conversation.last_message_at)}</time>
                )}
              </span>
              <span className="row">
                <span className="preview">{previewOf(conversation)}</span>
                {conversation.unread_count > 0 && (
                  <span className="count">
                    {conversation.unread_count > 99 ? '99+' : conversation.unread_count}
                    <span className="hidden"> unread</span>
                  </span>
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="more" disabled={isLoading} onClick={more}>
          {isLoading ? 'Loading…' : 'Show older conversations'}
        </button>
      )}
    </nav>
  )
}

function previewOf({ last_message }: ConversationView): string {
  if (!last_message) return ''
  const words = last_message.preview || typeWords[last_message.type]
  return last_message.direction === 'outbound' ? `You: ${words}` : words
}
