import type { ConversationView } from '@switchboard/protocol'
import { type Client, type InboxState, threadOf } from '@switchboard/sdk'
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Avatar } from './avatar.tsx'
import { MessageBubble } from './message-bubble.tsx'
import { dayOf } from './times.ts'
import { useMarkRead } from './use-mark-read.ts'
import { nameOf } from './words.ts'

interface Props {
  client: Client
  state: InboxState
  conversation: ConversationView
  onBack(): void
}

export function ThreadView({ client, state, conversation, onBack }: Props) {
  const { messages, has_more } = threadOf(state, conversation.id)
  const [isLoading, setLoading] = useState(false)
  const { pane, isAtEnd, keepPlace } = useEndOfThread()
  useMarkRead(client, conversation, messages.at(-1), isAtEnd)

  // A conversation that only an event has told of comes without its messages.
  useEffect(() => {
    client.load.conversation(conversation.id).catch(() => {}) // what is there is shown, and the next opening asks again
  }, [client, conversation.id])

  function older() {
    setLoading(true)
    keepPlace()
    void client.load
      .olderMessages(conversation.id)
      .catch(() => {})
      .finally(() => setLoading(false))
  }

  return (
    <main className="thread">
      <header>
        <button type="button" className="back" onClick={onBack} aria-label="Back to the list">
          ←
        </button>
        <Avatar name={nameOf(conversation)} platform={conversation.platform} />
        <div>
          <h1>{nameOf(conversation)}</h1>
          <p className="muted">
            {[conversation.contact?.username && `@${conversation.contact.username}`, conversation.contact?.phone]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </header>
      <div className="messages" ref={pane}>
        {has_more && (
          <button type="button" className="more" disabled={isLoading} onClick={older}>
            {isLoading ? 'Loading…' : 'Show older messages'}
          </button>
        )}
        <ol>
          {messages.map((message, n) => (
            <Fragment key={message.id}>
              {dayOf(message.sent_at) !== (messages[n - 1] && dayOf(messages[n - 1]!.sent_at)) && (
                <li className="day">{dayOf(message.sent_at)}</li>
              )}
              <MessageBubble message={message} />
            </Fragment>
          ))}
        </ol>
      </div>
    </main>
  )
}

/** After every drawing: stays at the end while the reader is there; stays with what they read while older messages come in above it. */
function useEndOfThread() {
  const pane = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const fromEnd = useRef<number | null>(null)

  useLayoutEffect(() => {
    const element = pane.current!
    if (fromEnd.current !== null) {
      element.scrollTop = element.scrollHeight - fromEnd.current
      fromEnd.current = null
    } else if (isAtEnd) {
      element.scrollTop = element.scrollHeight
    }
  })

  useEffect(() => {
    const element = pane.current!
    const look = () => setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < 48)
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [])

  function keepPlace() {
    const element = pane.current!
    fromEnd.current = element.scrollHeight - element.scrollTop
  }

  return { pane, isAtEnd, keepPlace }
}
