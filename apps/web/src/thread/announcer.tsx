import type { MessageView } from '@switchboard/protocol'
import { useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { typeWords } from '../inbox/message-words.ts'
import { useClient } from '../live/client-context.tsx'
import { authorOf } from './message-row.tsx'

const pauseMs = 1_000
const longest = 120

interface Line {
  n: number
  text: string
}

/**
 * Says aloud what is new in the open thread: one short line a second at most, and only how many where more came. It
 * hears of new messages and not of the list, so that nothing is said while history loads.
 */
export function Announcer({ conversationId, contactName }: { conversationId: string; contactName: string }) {
  const client = useClient()
  const [line, setLine] = useState<Line | null>(null)
  const waiting = useRef<MessageView[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  useEffect(() => {
    const flush = () => {
      const messages = waiting.current
      waiting.current = []
      timer.current = undefined
      if (messages.length === 0) return
      setLine((last) => ({ n: (last?.n ?? 0) + 1, text: wordsFor(messages, contactName) }))
      timer.current = setTimeout(flush, pauseMs)
    }
    const stop = client.onEvent((event) => {
      if (event.type !== 'new_message' || event.data.conversation_id !== conversationId) return
      waiting.current.push(event.data)
      // Not at once: what comes in the same frame is said together.
      timer.current ??= setTimeout(flush, 50)
    })
    return () => {
      stop()
      clearTimeout(timer.current)
      timer.current = undefined
    }
  }, [client, conversationId, contactName])

  return (
    <div role="log" aria-live="polite" aria-label={t('thread.new_messages')} className="sr-only">
      {line && <p key={line.n}>{line.text}</p>}
    </div>
  )
}

function wordsFor(messages: readonly MessageView[], contactName: string): string {
  const [only] = messages
  if (messages.length > 1 || !only) return t('thread.announce_many', { count: messages.length })
  const text = only.text?.replaceAll(/\s+/g, ' ') ?? typeWords(only.type)
  return t('thread.announce_one', {
    name: authorOf(only, contactName),
    text: text.length > longest ? `${text.slice(0, longest)}…` : text,
  })
}
