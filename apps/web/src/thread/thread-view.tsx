import type { ConversationView } from '@switchboard/protocol'
import type { Thread } from '@switchboard/sdk'
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { dayName } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { Button } from '../ui/button.tsx'
import { MessageBubble } from './message-bubble.tsx'
import { useMarkRead } from './use-mark-read.ts'

interface Props {
  conversation: ConversationView
  thread: Thread
}

export function ThreadView({ conversation, thread: { messages, has_more } }: Props) {
  const client = useClient()
  const [isLoading, setLoading] = useState(false)
  const { pane, isAtEnd, keepPlace } = useEndOfThread()
  useMarkRead(client, conversation, messages.at(-1), isAtEnd)

  function older() {
    setLoading(true)
    keepPlace()
    void client.load
      .olderMessages(conversation.id)
      .catch(() => {})
      .finally(() => setLoading(false)) // the button stays, to be tried again
  }

  return (
    <div
      ref={pane}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto overscroll-none px-5 py-4 [overflow-anchor:none]"
    >
      {has_more && (
        <div className="grid place-items-center pb-3">
          <Button isBusy={isLoading} onClick={older}>
            {t('thread.older')}
          </Button>
        </div>
      )}
      <ol className="mx-auto flex max-w-200 flex-col gap-1.5">
        {messages.map((message, n) => (
          <Fragment key={message.id}>
            {dayName(message.sent_at) !== (messages[n - 1] && dayName(messages[n - 1]!.sent_at)) && (
              <li className="py-3 text-center text-sm text-muted">{dayName(message.sent_at)}</li>
            )}
            <MessageBubble message={message} />
          </Fragment>
        ))}
      </ol>
    </div>
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
