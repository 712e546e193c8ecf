import type { MessageSource, MessageView } from '@switchboard/protocol'
import { Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { dateAndTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { copy } from './copy.ts'

interface Props {
  message: Pick<MessageView, 'id'>
  onClose(): void
}

/** What the platform said of a message, word for word: every item of the journal that made it what it is. */
export function RawDialog({ message: { id }, onClose }: Props) {
  const { requests } = useClient()
  const [source, setSource] = useState<MessageSource | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    const stop = new AbortController()
    requests.messages
      .raw(id, { signal: stop.signal })
      .then(setSource)
      .catch((error: unknown) => stop.signal.aborted || setProblem(explain(error)))
    return () => stop.abort()
  }, [requests, id])

  return (
    <Dialog
      title={t('thread.raw_title')}
      description={t('thread.raw_lead')}
      onClose={onClose}
      className="w-[min(46rem,calc(100vw-1.5rem))]"
    >
      <div className="grid gap-4 px-5 pb-5">
        {problem && <p role="alert">{problem}</p>}
        {!source && !problem && <Skeleton className="h-40 w-full" />}
        {source?.items.length === 0 && <p className="text-muted">{t('thread.raw_nothing')}</p>}
        {source?.items.map((item) => (
          <Item key={item.id} title={dateAndTime(item.received_at)} json={JSON.stringify(item.raw, null, 2)} />
        ))}
      </div>
    </Dialog>
  )
}

function Item({ title, json }: { title: string; json: string }) {
  return (
    <section>
      <header className="flex items-center justify-between pb-1">
        <h3 className="text-sm text-muted tabular-nums">{title}</h3>
        <Button look="ghost" size="sm" onClick={() => void copy(json)}>
          <Copy size={14} aria-hidden="true" />
          {t('common.copy')}
        </Button>
      </header>
      <pre
        dir="ltr"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-3 text-start text-xs"
      >
        {json}
      </pre>
    </section>
  )
}
