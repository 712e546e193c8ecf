import { useQuery } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Badge } from '../ui/badge.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { preciseTime } from './precise-time.ts'

/** What went over the wire, how often, and whether it was signed as it should be. */
export function DeliveryDetails({ id, attempts }: { id: string; attempts: number }) {
  const { requests } = useClient()
  const { data, error } = useQuery({
    // Each attempt is news.
    queryKey: ['sandbox', 'delivery', id, attempts],
    queryFn: ({ signal }) => requests.sandbox.delivery(id, { signal }),
  })
  if (error) return <p role="alert">{explain(error)}</p>
  if (!data) return <Skeleton className="h-24" />
  const { sent } = data
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ol aria-label={t('sandbox.log_attempts')} className="grid gap-1">
        {data.attempts.map(({ at, status, error: problem, latency_ms }, index) => (
          <li key={at} className="flex flex-wrap items-center gap-2 tabular-nums">
            <span className="text-muted">
              {index + 1}. {preciseTime(at)}
            </span>
            <Badge look={status === 200 && !problem ? 'good' : 'warn'}>
              {problem ?? status ?? t('sandbox.log_no_answer')}
            </Badge>
            <span className="text-muted">{t('sandbox.log_latency', { ms: Math.round(latency_ms) })}</span>
          </li>
        ))}
      </ol>
      {!sent && <p className="text-muted">{t('sandbox.log_nothing_sent')}</p>}
      {sent && (
        <>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge look={sent.is_signed ? 'good' : 'bad'}>
              {sent.is_signed ? (
                <ShieldCheck size={12} aria-hidden="true" />
              ) : (
                <ShieldAlert size={12} aria-hidden="true" />
              )}
              {t(sent.is_signed ? 'sandbox.log_signature_ok' : 'sandbox.log_signature_wrong')}
            </Badge>
            <span>
              <span className="text-muted">{t('sandbox.log_to')} </span>
              <code dir="ltr" className="font-mono text-xs wrap-anywhere">
                {sent.url}
              </code>
            </span>
          </p>
          <Code title={t('sandbox.log_headers')} text={headersOf(sent.headers)} />
          <Code title={t('sandbox.log_body')} text={pretty(sent.body)} copied={sent.body} />
        </>
      )}
    </div>
  )
}

function Code({ title, text, copied = text }: { title: string; text: string; copied?: string }) {
  return (
    <div>
      <p className="flex items-center justify-between font-medium">
        {title}
        <CopyButton text={copied} label={`${t('common.copy')}: ${title}`} />
      </p>
      <pre
        dir="ltr"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        className="max-h-72 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs"
      >
        {text}
      </pre>
    </div>
  )
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body // any bytes can be delivered
  }
}
