import type { AccountView } from '@switchboard/protocol'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, PlugZap } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, formatNumber, relativeTime } from '../../i18n/format.ts'
import { type PlainKey, t } from '../../i18n/t.ts'
import { PlatformMark, platformName } from '../../inbox/platform-mark.tsx'
import { useClient } from '../../live/client-context.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { useMay } from '../../session/use-me.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.ts'
import { useIsHere } from '../../ui/use-is-here.ts'
import { Block, Fact, Facts } from '../block.tsx'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { Loaded, OnlyLook } from '../loaded.tsx'
import { settingsAddress } from '../settings-address.ts'
import { SettingsForm } from '../settings-form.tsx'
import { useForm } from '../use-form.ts'
import { useMinute } from '../use-minute.ts'
import { EmulatedBadge, reasonText, StatusBadge } from './account-marks.tsx'
import { CredentialFields, credentialsIn } from './credential-fields.tsx'
import { useAccountHealth } from './use-account-details.ts'
import { WebhookFacts } from './webhook-facts.tsx'

export function AccountPage({ id }: { id: string }) {
  const account = useInbox((state) => state.accounts.get(id))
  const mayChange = useMay('accounts.manage')
  const navigate = useNavigate()
  // Of the page, for the event that takes the account away may come before the answer.
  const isHere = useIsHere()
  const leave = async () => {
    if (isHere()) await navigate({ ...settingsAddress('accounts'), replace: true })
  }
  return (
    <div className="flex flex-1 flex-col gap-5">
      <BackToAccounts />
      {account ? (
        <>
          <Heading account={account} />
          {!mayChange && <OnlyLook />}
          <div>
            <HealthBlock account={account} mayInspect={mayChange} />
            {mayChange && <NameBlock account={account} />}
            {mayChange && <CredentialsBlock account={account} />}
            <Block title={t('account_list.webhook')} lead={t('account_list.webhook_lead')}>
              <WebhookFacts platform={account.platform} />
            </Block>
            {mayChange && <DisconnectBlock account={account} onDone={leave} />}
          </div>
        </>
      ) : (
        <EmptyState icon={PlugZap} title={t('account_list.gone')} text={t('account_list.gone_text')} />
      )}
    </div>
  )
}

export function BackToAccounts() {
  return (
    <Link
      {...settingsAddress('accounts')}
      className="-mt-3 inline-flex min-h-8 items-center gap-1.5 self-start text-muted hover:text-text"
    >
      <ArrowLeft size={15} aria-hidden="true" className="rtl:-scale-x-100" />
      {t('account_list.back')}
    </Link>
  )
}

function Heading({ account: { platform, name, username, external_id, status } }: { account: AccountView }) {
  return (
    <div className="flex items-center gap-4">
      <PlatformMark platform={platform} size={40} />
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xl font-semibold">
          <bdi>{name}</bdi>
          <span className="flex gap-2 font-normal">
            <StatusBadge status={status} />
            <EmulatedBadge />
          </span>
        </h2>
        <p className="text-muted">
          {platformName(platform)} · <bdi dir="ltr">{username ? `@${username}` : external_id}</bdi>
        </p>
      </div>
    </div>
  )
}

const counters = ['pending', 'failed', 'unrecognised'] as const
const counterLabels: Record<(typeof counters)[number], PlainKey> = {
  pending: 'account_list.health_pending',
  failed: 'account_list.health_failed',
  unrecognised: 'account_list.health_unrecognised',
}

function HealthBlock({ account, mayInspect }: { account: AccountView; mayInspect: boolean }) {
  const { id, status, status_reason, external_id, created_at } = account
  const health = useAccountHealth(id)
  useMinute()
  return (
    <Block title={t('account_list.health')}>
      {status !== 'connected' && status_reason && (
        <p className="rounded-md bg-warn-soft px-3.5 py-2.5 text-warn">{reasonText(status_reason)}</p>
      )}
      <Loaded query={health}>
        {(data) => (
          <ul className="grid grid-cols-3 gap-2">
            {counters.map((state) => (
              <li key={state} className="rounded-lg border border-line">
                <Counter state={state} count={data[state]} account={id} isLink={mayInspect} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Facts>
        <Fact name={t('account_list.health_last')}>
          {health.data?.last_event_at ? (
            <span title={dateAndTime(health.data.last_event_at)}>{relativeTime(health.data.last_event_at)}</span>
          ) : (
            health.data && t('account_list.no_event')
          )}
        </Fact>
        <Fact name={t('account_list.external_id')}>
          <code dir="ltr" className="text-sm select-all">
            {external_id}
          </code>
        </Fact>
        <Fact name={t('account_list.connected_on')}>{dateAndTime(created_at)}</Fact>
      </Facts>
    </Block>
  )
}

interface CounterProps {
  state: (typeof counters)[number]
  count: number
  account: string
  isLink: boolean
}

function Counter({ state, count, account, isLink }: CounterProps) {
  const look = count === 0 ? '' : state === 'failed' ? 'text-bad' : state === 'unrecognised' ? 'text-warn' : ''
  const content = (
    <>
      <span className={`block text-xl font-semibold tabular-nums ${look}`}>{formatNumber(count)}</span>
      <span className="text-sm text-muted">{t(counterLabels[state])}</span>
    </>
  )
  if (!isLink) return <span className="block px-3.5 py-2.5">{content}</span>
  return (
    <Link
      {...settingsAddress('events')}
      search={{ state, account }}
      className="block rounded-lg px-3.5 py-2.5 transition-colors hover:bg-hover"
    >
      {content}
    </Link>
  )
}

function NameBlock({ account: { id, name } }: { account: AccountView }) {
  const { requests } = useClient()
  const form = useForm((fields) => requests.accounts.change(id, { name: fields.name!.trim() }))
  return (
    <Block title={t('account_list.about')}>
      <SettingsForm form={form}>
        <Field label={t('account_list.name')} hint={t('account_list.name_hint')} error={form.errorOf('name')}>
          <Input
            name="name"
            required
            maxLength={200}
            pattern=".*\S.*"
            defaultValue={name}
            autoComplete="off"
            dir="auto"
          />
        </Field>
      </SettingsForm>
    </Block>
  )
}

function CredentialsBlock({ account: { id, platform } }: { account: AccountView }) {
  const { requests } = useClient()
  const form = useForm(
    async (fields) => {
      await requests.accounts.change(id, { credentials: credentialsIn(fields) })
      toast(t('account_list.replaced'))
    },
    {},
    { isEmptied: true },
  )
  return (
    <Block title={t('account_list.credentials')} lead={t('account_list.credentials_lead')}>
      <SettingsForm form={form} submit={t('account_list.replace')}>
        <CredentialFields platform={platform} isTokenRequired form={form} />
      </SettingsForm>
    </Block>
  )
}

interface DisconnectProps {
  account: AccountView
  onDone(): Promise<void>
}

function DisconnectBlock({ account: { id, name }, onDone }: DisconnectProps) {
  const { requests } = useClient()
  const [isAsking, setAsking] = useState(false)
  return (
    <Block title={t('account_list.disconnect')} lead={t('account_list.disconnect_text')}>
      <div>
        <Button onClick={() => setAsking(true)}>{t('account_list.disconnect')}</Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t('account_list.disconnect_title', { name })}
          text={t('account_list.disconnect_lead')}
          confirm={t('account_list.disconnect')}
          typed={name}
          onConfirm={async () => {
            await requests.accounts.remove(id)
            toast(t('account_list.disconnected_done', { name }))
            await onDone()
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Block>
  )
}
