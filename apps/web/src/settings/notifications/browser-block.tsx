import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellOff, BellRing, Check, type LucideIcon } from 'lucide-react'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import {
  askPermission,
  canReceivePush,
  notificationPermission,
  onPermissionChange,
  pushSubscription,
  subscribeToPush,
} from '../../notifications/permission.ts'
import { Problem } from '../../session/front-page.tsx'
import { Button } from '../../ui/button.tsx'
import { Block } from '../block.tsx'

/** Whether this browser may show anything at all, and what to do where it may not. */
export function BrowserBlock({ wantsPush }: { wantsPush: boolean }) {
  const permission = useSyncExternalStore(onPermissionChange, notificationPermission)
  return (
    <Block title={t('notify.browser')} lead={t('notify.browser_lead')}>
      {permission === 'granted' && <Allowed wantsPush={wantsPush} />}
      {permission === 'not_asked' && <Ask />}
      {permission === 'denied' && <Card icon={BellOff} title={t('notify.denied')} text={t('notify.denied_lead')} />}
      {permission === 'unsupported' && (
        <Card icon={BellOff} title={t('notify.unsupported')} text={t('notify.unsupported_lead')} />
      )}
      {permission === 'insecure' && (
        <Card icon={BellOff} title={t('notify.insecure')} text={t('notify.insecure_lead')} />
      )}
      {permission === 'needs_install' && (
        <Card icon={BellOff} title={t('notify.ios')}>
          <ol className="mt-1 grid list-decimal gap-1 ps-5 text-muted">
            <li>{t('notify.ios_one')}</li>
            <li>{t('notify.ios_two')}</li>
            <li>{t('notify.ios_three')}</li>
          </ol>
        </Card>
      )}
    </Block>
  )
}

/** The browser's question comes after this explanation, and only when it is wanted: a no is hard to take back. */
function Ask() {
  const [isAsking, setAsking] = useState(false)
  return (
    <Card icon={BellRing} title={t('notify.allow')} text={t('notify.allow_lead')}>
      <div className="mt-3">
        <Button
          look="primary"
          isBusy={isAsking}
          onClick={() => {
            setAsking(true)
            void askPermission().finally(() => setAsking(false))
          }}
        >
          {t('notify.allow')}
        </Button>
      </div>
    </Card>
  )
}

function Allowed({ wantsPush }: { wantsPush: boolean }) {
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-2 text-good">
        <Check size={16} strokeWidth={2.2} aria-hidden="true" />
        {t('notify.allowed')}
      </p>
      <PushHere wantsPush={wantsPush} />
    </div>
  )
}

const pushKey = ['push_here'] as const

function PushHere({ wantsPush }: { wantsPush: boolean }) {
  const { requests } = useClient()
  const queries = useQueryClient()
  const here = useQuery({
    queryKey: pushKey,
    queryFn: async () => ({ isPossible: await canReceivePush(), isOn: (await pushSubscription()) !== null }),
    staleTime: 0,
  })
  const turn = useMutation({
    mutationFn: async (isOn: boolean) => {
      if (isOn) {
        const { public_key } = await requests.push.key()
        const { endpoint, keys } = (await subscribeToPush(public_key)).toJSON()
        await requests.push.subscribe({ endpoint: endpoint!, keys: { p256dh: keys!.p256dh!, auth: keys!.auth! } })
        return
      }
      const subscription = await pushSubscription()
      if (!subscription) return
      await requests.push.unsubscribe({ endpoint: subscription.endpoint })
      await subscription.unsubscribe()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: pushKey }),
  })
  if (!here.data) return null
  if (!here.data.isPossible) return <Card icon={BellOff} title={t('notify.no_push')} text={t('notify.no_push_lead')} />
  const { isOn } = here.data
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line px-3.5 py-3">
        <span>
          {t(isOn ? 'notify.subscribed' : 'notify.not_subscribed')}
          {isOn && !wantsPush && <span className="block text-sm text-muted">{t('notify.off_everywhere')}</span>}
        </span>
        <Button look={isOn ? 'secondary' : 'primary'} isBusy={turn.isPending} onClick={() => turn.mutate(!isOn)}>
          {t(isOn ? 'notify.unsubscribe' : 'notify.subscribe')}
        </Button>
      </div>
      {turn.error && <Problem>{t('notify.subscribe_failed')}</Problem>}
    </>
  )
}

interface CardProps {
  icon: LucideIcon
  title: string
  text?: string
  children?: ReactNode
}

function Card({ icon: Icon, title, text, children }: CardProps) {
  return (
    <div className="flex items-start gap-3.5 rounded-lg border border-line bg-sunken px-4 py-3.5">
      <Icon size={20} strokeWidth={1.8} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {text && <p className="mt-0.5 text-muted">{text}</p>}
        {children}
      </div>
    </div>
  )
}
