import { useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Problem } from '../../session/front-page.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { explainRefusal } from '../explain-refusal.ts'
import type { EventFilter } from './event-filter.ts'
import { type ReplayProgress, replayAll } from './replay-all.ts'

export function BulkReplay({ filter }: { filter: EventFilter }) {
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCw size={15} aria-hidden="true" />
        {t('inbound.bulk')}
      </Button>
      {isOpen && (
        <BulkDialog
          filter={filter}
          onClose={() => {
            setOpen(false)
            void queries.invalidateQueries({ queryKey: ['inbound_events'] })
          }}
        />
      )}
    </>
  )
}

type Run =
  | ReplayProgress
  | { is: 'idle' }
  | { is: 'stopped'; done: number; of: number }
  | { is: 'broken'; error: unknown }

function BulkDialog({ filter, onClose }: { filter: EventFilter; onClose(): void }) {
  const { requests } = useClient()
  const [run, setRun] = useState<Run>({ is: 'idle' })
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function start() {
    const control = new AbortController()
    stop.current = control
    let last: ReplayProgress = { is: 'looking' }
    const { state: _, ...where } = filter
    try {
      await replayAll({
        events: requests.inboundEvents,
        filter: where,
        signal: control.signal,
        wait,
        onProgress: (progress) => {
          last = progress
          setRun(progress)
        },
      })
    } catch (error) {
      const { done, of } = { done: 0, of: 0, ...(last as object) }
      setRun(control.signal.aborted ? { is: 'stopped', done, of } : { is: 'broken', error })
    }
  }

  const isGoing = run.is === 'looking' || run.is === 'replaying' || run.is === 'settling'
  return (
    <Dialog
      title={t('inbound.bulk_title')}
      description={t('inbound.bulk_lead')}
      onClose={onClose}
      footer={
        <>
          {isGoing ? (
            <Button onClick={() => stop.current?.abort()}>{t('inbound.stop')}</Button>
          ) : (
            <Button onClick={onClose}>{t(run.is === 'idle' ? 'forms.cancel' : 'forms.done')}</Button>
          )}
          {run.is === 'idle' && (
            <Button look="primary" onClick={() => void start()}>
              {t('inbound.bulk_start')}
            </Button>
          )}
        </>
      }
    >
      <div className="px-5 py-3">
        <Progress run={run} />
      </div>
    </Dialog>
  )
}

function Progress({ run }: { run: Run }) {
  const id = useId()
  if (run.is === 'idle') return null
  if (run.is === 'broken') return <Problem>{explainRefusal(run.error)}</Problem>
  const share = 'of' in run && run.of > 0 ? { value: run.done, max: run.of } : {}
  const isGoing = run.is === 'looking' || run.is === 'replaying' || run.is === 'settling'
  return (
    <div className="grid gap-2">
      {isGoing && <progress {...share} aria-labelledby={id} className="h-2 w-full accent-accent" />}
      <p id={id} role="status">
        {words(run)}
      </p>
    </div>
  )
}

function words(run: Exclude<Run, { is: 'idle' } | { is: 'broken' }>): string {
  switch (run.is) {
    case 'looking':
      return t('inbound.bulk_looking')
    case 'replaying':
      return t('inbound.bulk_progress', { done: run.done, of: run.of })
    case 'settling':
      return t('inbound.bulk_settling')
    case 'stopped':
      return t('inbound.bulk_stopped', { done: run.done, of: run.of })
    case 'finished':
      return run.good + run.bad === 0
        ? t('inbound.bulk_none')
        : t('inbound.bulk_result', { good: run.good, bad: run.bad })
  }
}

/** Rejects when it is stopped. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
