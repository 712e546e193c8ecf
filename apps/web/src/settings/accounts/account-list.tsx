import type { AccountView } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { ChevronRight, FlaskConical, PlugZap, Plus } from 'lucide-react'
import { dateAndTime, relativeTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { PlatformMark } from '../../inbox/platform-mark.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { useMay } from '../../session/use-me.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { OnlyLook } from '../loaded.tsx'
import { settingsAddress } from '../settings-address.ts'
import { useMinute } from '../use-minute.ts'
import { EmulatedBadge, reasonText, StatusBadge } from './account-marks.tsx'
import { useAccountDetails, useAccountHealth } from './use-account-details.ts'

export function AccountList() {
  const accounts = useInbox((state) => state.accounts)
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const mayChange = useMay('accounts.manage')
  const details = useAccountDetails()
  useMinute()
  const sorted = [...accounts.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
  return (
    <div className="flex flex-1 flex-col gap-4">
      {isSandbox && (
        <p className="flex items-center gap-2.5 rounded-md bg-sunken px-3.5 py-2.5 text-muted">
          <FlaskConical size={16} aria-hidden="true" className="shrink-0" />
          {t('account_list.emulated_lead')}
        </p>
      )}
      {!mayChange && <OnlyLook />}
      {sorted.length === 0 ? (
        <EmptyState
          icon={PlugZap}
          title={t('account_list.empty')}
          text={t('account_list.empty_text')}
          action={mayChange && <AddLink />}
        />
      ) : (
        <>
          {mayChange && (
            <div className="flex justify-end">
              <AddLink />
            </div>
          )}
          <ul aria-label={t('nav.accounts')} className="lines rounded-lg border border-line">
            {sorted.map((account) => (
              <AccountRow
                key={account.id}
                account={account}
                lastEventAt={details.data ? (details.data.get(account.id)?.last_event_at ?? null) : undefined}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function AddLink() {
  return (
    <Link
      {...settingsAddress('accounts', 'new')}
      className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-on-accent hover:bg-accent-hover"
    >
      <Plus size={16} aria-hidden="true" />
      {t('account_list.add')}
    </Link>
  )
}

/** `lastEventAt`: undefined while it is not known. */
function AccountRow({ account, lastEventAt }: { account: AccountView; lastEventAt: string | null | undefined }) {
  const { id, platform, name, username, external_id, status, status_reason } = account
  return (
    <li>
      <Link
        {...settingsAddress('accounts', id)}
        className="flex items-center gap-3.5 px-3.5 py-3 transition-colors hover:bg-hover"
      >
        <PlatformMark platform={platform} size={28} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <bdi className="truncate font-medium">{name}</bdi>
            <StatusBadge status={status} />
            <EmulatedBadge />
          </span>
          <span className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
            <bdi dir="ltr">{username ? `@${username}` : external_id}</bdi>
            {lastEventAt === undefined ? (
              <Skeleton className="mt-1 h-3 w-24" />
            ) : (
              <span title={lastEventAt ? dateAndTime(lastEventAt) : undefined}>
                {lastEventAt
                  ? t('account_list.last_event', { when: relativeTime(lastEventAt) })
                  : t('account_list.no_event')}
              </span>
            )}
            <Trouble id={id} />
          </span>
          {status !== 'connected' && status_reason && (
            <span className="mt-1 block text-sm text-warn">{reasonText(status_reason)}</span>
          )}
        </span>
        <ChevronRight size={16} aria-hidden="true" className="shrink-0 text-muted rtl:-scale-x-100" />
      </Link>
    </li>
  )
}

/** What of its events waits for a person; nothing where all is well. */
function Trouble({ id }: { id: string }) {
  const { data } = useAccountHealth(id)
  if (!data) return null
  const { pending, failed, unrecognised } = data
  return (
    <>
      {failed > 0 && <span className="font-medium text-bad">{t('account_list.failed', { count: failed })}</span>}
      {unrecognised > 0 && <span className="text-warn">{t('account_list.unrecognised', { count: unrecognised })}</span>}
      {pending > 0 && <span>{t('account_list.pending', { count: pending })}</span>}
    </>
  )
}
