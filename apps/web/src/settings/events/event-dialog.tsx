import type { InboundEventView } from '@switchboard/protocol'
import { ApiError } from '@switchboard/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { RotateCw, Webhook } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { dateAndTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { PlatformMark, platformName } from '../../inbox/platform-mark.tsx'
import { useClient } from '../../live/client-context.tsx'
import { Problem } from '../../session/front-page.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { Fact, Facts } from '../block.tsx'
import { CopyButton } from '../copy-value.tsx'
import { explainRefusal } from '../explain-refusal.ts'
import { Loaded } from '../loaded.tsx'
import { settingsAddress } from '../settings-address.ts'
import type { EventSearch } from './event-filter.ts'
import { StateBadge, useAccountName } from './event-marks.tsx'
import { useEventSeen } from './use-event-list.ts'

/** Everything about one event, at an address of its own. What a replay makes of it shows while it happens. */
export function EventDialog({ id, search }: { id: string; search: EventSearch }) {
  const { requests } = useClient()
  const navigate = useNavigate()
  const seen = useEventSeen()
  const event = useQuery({
    queryKey: ['inbound_event', id],
    queryFn: ({ signal }) => requests.inboundEvents.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? 700 : false),
    staleTime: 0,
  })
  const show = useEffectEvent(seen)
  useEffect(() => {
    if (event.data) show(event.data)
  }, [event.data])
  const close = () =>
    void navigate({
      ...settingsAddress('events'),
      search,
      replace: true,
      resetScroll: false,
    })
  const isGone = event.error instanceof ApiError && event.error.is('not_found')
  return (
    <Dialog title={t('inbound.details')} onClose={close} className="w-[min(46rem,calc(100vw-1.5rem))]">
      <div className="px-5 pt-1 pb-5">
        {isGone && !event.data ? (
          <EmptyState icon={Webhook} title={t('inbound.gone')} text={t('inbound.gone_text')} />
        ) : (
          <Loaded query={event}>{(data) => <Details event={data} />}</Loaded>
        )}
      </div>
    </Dialog>
  )
}

function Details({ event }: { event: InboundEventView }) {
  const { id, platform, kind, item_key, state, reason, error, attempts, received_at, processed_at } = event
  const account = useAccountName(event)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge state={state} />
        <span className="text-muted">{t(`inbound.${state}_hint`)}</span>
      </div>
      <Replay event={event} />
      <Facts>
        <Fact name={t('inbound.account')}>
          <span className="flex items-center gap-2">
            <PlatformMark platform={platform} size={18} />
            <span>
              {platformName(platform)} · <bdi>{account}</bdi>
            </span>
          </span>
        </Fact>
        {kind && <Fact name={t('inbound.kind')}>{t(`inbound.kind_${kind}`)}</Fact>}
        {error && (
          <Fact name={t('inbound.error')}>
            <Mono>{error}</Mono>
          </Fact>
        )}
        {reason && (
          <Fact name={t('inbound.reason')}>
            <Mono>{reason}</Mono>
          </Fact>
        )}
        <Fact name={t('inbound.received')}>
          {dateAndTime(received_at)} · {t('inbound.attempts', { count: attempts })}
        </Fact>
        {processed_at && <Fact name={t('inbound.processed_at')}>{dateAndTime(processed_at)}</Fact>}
        <Fact name={t('inbound.key')}>
          <Mono>{item_key}</Mono>
        </Fact>
        <Fact name={t('inbound.id')}>
          <Mono>{id}</Mono>
        </Fact>
      </Facts>
      <Raw raw={event.raw} />
    </div>
  )
}

function Mono({ children }: { children: ReactNode }) {
  return (
    <code dir="ltr" className="text-sm wrap-anywhere">
      {children}
    </code>
  )
}

const replayable: ReadonlySet<string> = new Set(['failed', 'ignored', 'unrecognised'])

function Replay({ event }: { event: InboundEventView }) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const replay = useMutation({
    mutationFn: () => requests.inboundEvents.replay(event.id),
    onSuccess: (fresh) => queries.setQueryData(['inbound_event', event.id], fresh),
  })
  if (!replayable.has(event.state) && replay.isIdle) return null
  return (
    <div className="grid gap-2 rounded-lg bg-sunken px-3.5 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">{t('inbound.replay_lead')}</p>
        {replayable.has(event.state) && (
          <Button look="primary" isBusy={replay.isPending} onClick={() => replay.mutate()}>
            {!replay.isPending && <RotateCw size={15} aria-hidden="true" />}
            {t('inbound.replay')}
          </Button>
        )}
      </div>
      <p role="status" className="flex items-center gap-2 font-medium empty:hidden">
        {replay.isSuccess && <Outcome event={event} />}
      </p>
      {replay.error && <Problem>{explainRefusal(replay.error)}</Problem>}
    </div>
  )
}

function Outcome({ event: { state } }: { event: InboundEventView }) {
  switch (state) {
    case 'pending':
      return (
        <>
          <Spinner />
          {t('inbound.replaying')}
        </>
      )
    case 'processed':
      return <span className="text-good">{t('inbound.replay_good')}</span>
    case 'ignored':
      return t('inbound.replay_ignored')
    default:
      return <span className="text-bad">{t('inbound.replay_bad')}</span>
  }
}

function Raw({ raw }: { raw: unknown }) {
  if (raw === null) return <p className="text-muted">{t('inbound.raw_hidden')}</p>
  const text = JSON.stringify(raw, null, 2)
  return (
    <section aria-label={t('inbound.raw')} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-medium">{t('inbound.raw')}</h3>
        <CopyButton value={text} label={t('inbound.copy_raw')} />
      </div>
      <pre
        dir="ltr"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-lg border border-line bg-sunken p-3.5 font-mono text-xs leading-relaxed"
      >
        {text}
      </pre>
    </section>
  )
}
