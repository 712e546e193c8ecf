import type { MessageHistory, MessageView } from '@switchboard/protocol'
import { useEffect, useState } from 'react'
import { dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Popover } from '../ui/popover.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** The word *edited*, and behind it what the message said before. */
export function HistoryPopover({ message }: { message: MessageView }) {
  return (
    <Popover
      label={t('thread.earlier_versions')}
      align="end"
      className="max-h-80 w-80 overflow-y-auto text-base"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          aria-label={t('thread.show_history')}
          className="-my-1 min-h-6 rounded-sm underline decoration-dotted underline-offset-2 hover:text-text"
        >
          {t('thread.edited')}
        </button>
      )}
    >
      <Versions message={message} />
    </Popover>
  )
}

function Versions({ message: { id, text, edited_at } }: { message: MessageView }) {
  const { requests } = useClient()
  const [history, setHistory] = useState<MessageHistory | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  // Another edit while it is open makes what was newest the last of the earlier ones.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const stop = new AbortController()
    requests.messages
      .history(id, { signal: stop.signal })
      .then(setHistory)
      .catch((error: unknown) => stop.signal.aborted || setProblem(explain(error)))
    return () => stop.abort()
  }, [requests, id, edited_at])

  if (problem) return <p className="text-muted">{problem}</p>
  if (!history) return <Skeleton className="h-10 w-full" />
  return (
    <ol className="grid gap-2.5">
      {history.items.map((version) => (
        <Version
          key={version.edited_at}
          text={version.text}
          caption={t('thread.until', { time: dateAndTime(version.edited_at) })}
        />
      ))}
      <Version text={text} caption={t('thread.now')} />
    </ol>
  )
}

function Version({ text, caption }: { text: string | null; caption: string }) {
  return (
    <li>
      <p className="text-xs text-muted">{caption}</p>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {text ?? '–'}
      </p>
    </li>
  )
}
