import { FlaskConical, FlaskConicalOff, Lock } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { Queries } from '../live/queries.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { useMay } from '../session/use-me.ts'
import { useWidth } from '../shell/use-width.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Controls } from './controls.tsx'
import { Log } from './delivery-log.tsx'
import { Phones } from './phones.tsx'
import { useLog } from './use-log.ts'
import { useSandboxState } from './use-sandbox.ts'

/** Where one plays the customers of the emulated platforms. */
export function SandboxPage() {
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const mayPlay = useMay('accounts.manage')
  return (
    <main data-region="page" aria-label={t('rail.sandbox')} className="flex min-w-0 flex-1 flex-col bg-canvas">
      {!isSandbox && <EmptyState icon={FlaskConicalOff} title={t('sandbox.none')} text={t('sandbox.none_text')} />}
      {isSandbox && !mayPlay && (
        <EmptyState icon={Lock} title={t('sandbox.not_allowed')} text={t('sandbox.not_allowed_text')} />
      )}
      {isSandbox && mayPlay && (
        <Queries>
          <Playground />
        </Queries>
      )}
    </main>
  )
}

function Playground() {
  const { data: state, error, refetch } = useSandboxState()
  const log = useLog()
  // A phone has room for one of them.
  const isLogAlone = useWidth() === 'phone' && log.isOpen
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-5 py-2.5 max-md:px-4">
        <div className="min-w-0 flex-1 basis-80">
          <h1 className="text-lg font-semibold">{t('rail.sandbox')}</h1>
          <p className="text-sm text-muted max-md:hidden">{t('sandbox.lead')}</p>
        </div>
        {state && <Controls state={state} isLogOpen={log.isOpen} onToggleLog={log.toggle} />}
      </header>
      {isLogAlone ? null : state ? (
        <Phones people={state.people} />
      ) : error ? (
        <EmptyState
          icon={FlaskConical}
          title={t('sandbox.not_running')}
          text={explain(error)}
          action={<Button onClick={() => void refetch()}>{t('common.try_again')}</Button>}
        />
      ) : (
        <Waiting />
      )}
      {log.isOpen && <Log onClose={log.toggle} />}
    </>
  )
}

function Waiting() {
  return (
    <div role="status" className="flex min-h-0 flex-1 justify-center gap-6 p-6">
      <span className="sr-only">{t('common.loading')}</span>
      <Skeleton className="w-90 max-w-full rounded-[2rem]" />
      <Skeleton className="w-90 rounded-[2rem] max-xl:hidden" />
      <Skeleton className="w-90 rounded-[2rem] max-xl:hidden" />
    </div>
  )
}
