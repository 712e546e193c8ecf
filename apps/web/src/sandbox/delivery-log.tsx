import type { SandboxDelivery, SandboxDeliveryState } from '@switchboard/protocol'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown, ListTree, RotateCw, X } from 'lucide-react'
import { Fragment, useId, useState } from 'react'
import { t } from '../i18n/t.ts'
import { PlatformMark } from '../inbox/platform-mark.tsx'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { Badge } from '../ui/badge.tsx'
import { classes } from '../ui/classes.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Select } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.ts'
import { DeliveryDetails } from './delivery-details.tsx'
import { preciseTime } from './precise-time.ts'
import { useDeliveries } from './use-sandbox.ts'

const states: readonly SandboxDeliveryState[] = ['waiting', 'retrying', 'acknowledged', 'failed', 'unsubscribed']
const looks = {
  waiting: 'plain',
  retrying: 'warn',
  acknowledged: 'good',
  failed: 'bad',
  unsubscribed: 'bad',
} as const

/** Every webhook that the platforms have sent, newest first, with what became of it. */
export function Log({ onClose }: { onClose(): void }) {
  const heading = useId()
  const [state, setState] = useState('')
  const { data, error } = useDeliveries(state)
  return (
    <section
      aria-labelledby={heading}
      className="flex flex-col border-line bg-surface max-md:min-h-0 max-md:flex-1 md:h-[38dvh] md:min-h-52 md:shrink-0 md:border-t"
    >
      <header className="flex items-center gap-3 border-b border-line px-5 py-1.5 max-md:px-4">
        <h2 id={heading} className="truncate font-semibold">
          {t('sandbox.log')}
        </h2>
        {data && data.pending > 0 && <Badge look="accent">{t('sandbox.log_pending', { count: data.pending })}</Badge>}
        <span className="flex-1" />
        <Select
          aria-label={t('sandbox.log_state')}
          value={state}
          onChange={(event) => setState(event.target.value)}
          className="h-8! w-auto! min-w-0"
        >
          <option value="">{t('sandbox.log_all')}</option>
          {states.map((one) => (
            <option key={one} value={one}>
              {t(`sandbox.delivery.${one}`)}
            </option>
          ))}
        </Select>
        <IconButton icon={X} label={t('sandbox.log_close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-auto overscroll-contain">
        {data && data.items.length > 0 && <Table items={data.items} />}
        {data?.items.length === 0 && <EmptyState icon={ListTree} title={t('sandbox.log_empty')} />}
        {!data && error && (
          <p role="alert" className="p-5 text-bad">
            {explain(error)}
          </p>
        )}
        {!data && !error && <Skeleton className="m-5 h-24" />}
      </div>
    </section>
  )
}

function Table({ items }: { items: readonly SandboxDelivery[] }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <thead className="sticky top-0 z-10 bg-surface text-start text-muted">
        <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1.5 [&>th]:text-start [&>th]:font-medium">
          <th scope="col" className="ps-5! max-md:hidden">
            {t('sandbox.log_time')}
          </th>
          <th scope="col" className="max-md:ps-4!">
            {t('sandbox.log_what')}
          </th>
          <th scope="col">{t('sandbox.log_result')}</th>
          <th scope="col" className="max-md:hidden">
            {t('sandbox.log_attempts')}
          </th>
          <th scope="col">
            <span className="sr-only">{t('panel.more', { name: t('sandbox.log') })}</span>
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr>td]:border-b [&>tr>td]:border-line">
        {items.map((delivery) => (
          <Fragment key={delivery.id}>
            <Row
              delivery={delivery}
              isOpen={open === delivery.id}
              onToggle={() => setOpen(open === delivery.id ? null : delivery.id)}
            />
            {open === delivery.id && (
              <tr>
                <td colSpan={5} className="max-w-0 bg-sunken px-5 py-3 max-md:px-4">
                  <DeliveryDetails id={delivery.id} attempts={delivery.attempts.length} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}

function Row({ delivery, isOpen, onToggle }: { delivery: SandboxDelivery; isOpen: boolean; onToggle(): void }) {
  const { id, platform, state, kinds, created_at, duplicate_of, replay_of, attempts } = delivery
  const { requests } = useClient()
  const queries = useQueryClient()
  const again = useMutation({
    mutationFn: () => requests.sandbox.redeliver(id),
    onSuccess: () => toast(t('sandbox.log_redelivered')),
    onError: (error) => toast(explain(error), { look: 'bad' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['sandbox'] }),
  })
  const last = attempts.at(-1)
  return (
    <tr className={classes('hover:bg-hover [&>td]:px-2 [&>td]:py-1', isOpen && 'bg-hover')}>
      <td className="ps-5! whitespace-nowrap tabular-nums max-md:hidden">
        <time dateTime={created_at}>{preciseTime(created_at)}</time>
      </td>
      <td className="max-md:ps-4!">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <PlatformMark platform={platform} size={15} />
          <code dir="ltr" className="font-mono text-xs">
            {kindsOf(kinds)}
          </code>
          {duplicate_of && <Badge look="warn">{t('sandbox.log_duplicate', { id: duplicate_of })}</Badge>}
          {replay_of && <Badge look="accent">{t('sandbox.log_replay', { id: replay_of })}</Badge>}
        </span>
      </td>
      <td>
        <Badge look={looks[state]}>{t(`sandbox.delivery.${state}`)}</Badge>
      </td>
      <td className="whitespace-nowrap text-muted tabular-nums max-md:hidden">
        {attempts.length}
        {last && ` · ${last.error ?? last.status} · ${t('sandbox.log_latency', { ms: Math.round(last.latency_ms) })}`}
      </td>
      <td className="w-px pe-4! whitespace-nowrap">
        <span className="flex justify-end">
          <IconButton
            icon={RotateCw}
            label={t('sandbox.log_redeliver', { id })}
            disabled={again.isPending || state === 'unsubscribed'}
            onClick={() => again.mutate()}
            className="size-7"
          />
          <IconButton
            icon={ChevronDown}
            label={t('sandbox.log_details', { id })}
            aria-expanded={isOpen}
            onClick={onToggle}
            className={classes('size-7 transition-transform', isOpen && 'rotate-180')}
          />
        </span>
      </td>
    </tr>
  )
}

function kindsOf(kinds: readonly string[]): string {
  const counted = Map.groupBy(kinds, (kind) => kind)
  return [...counted].map(([kind, all]) => (all.length > 1 ? `${kind} ×${all.length}` : kind)).join(', ')
}
