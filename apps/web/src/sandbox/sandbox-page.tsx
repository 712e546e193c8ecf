import { Check, Copy, FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { IconButton } from '../ui/icon-button.tsx'

const examples = [
  { label: 'sandbox.one', command: 'npm run sandbox -- send --platform whatsapp --as ada "Is this still available?"' },
  { label: 'sandbox.many', command: 'npm run sandbox -- burst --count 50' },
  { label: 'sandbox.faults', command: 'npm run sandbox -- faults --duplicates 0.1' },
] as const

/** How to be the customer. */
export function SandboxPage() {
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  return (
    <main data-region="page" aria-label={t('rail.sandbox')} className="flex min-w-0 flex-1 overflow-y-auto bg-surface">
      {isSandbox ? (
        <div className="mx-auto w-full max-w-180 px-6 py-8 max-md:px-4">
          <h1 className="text-xl font-semibold tracking-tight">{t('rail.sandbox')}</h1>
          <p className="mt-1.5 text-muted">{t('sandbox.lead')}</p>
          <ul className="mt-6 grid gap-4">
            {examples.map(({ label, command }) => (
              <li key={label}>
                <p className="mb-1.5 font-medium">{t(label)}</p>
                <CommandLine command={command} />
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <EmptyState icon={FlaskConical} title={t('sandbox.none')} text={t('sandbox.none_text')} />
      )}
    </main>
  )
}

function CommandLine({ command }: { command: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = () =>
    void navigator.clipboard?.writeText(command).then(
      () => setCopied(true),
      () => {},
    )
  return (
    <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1 ps-3 pe-1">
      <code dir="ltr" className="min-w-0 flex-1 overflow-x-auto py-1 font-mono text-sm whitespace-nowrap">
        {command}
      </code>
      <IconButton icon={isCopied ? Check : Copy} label={t(isCopied ? 'common.copied' : 'common.copy')} onClick={copy} />
    </div>
  )
}
