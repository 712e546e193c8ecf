import type { SessionView } from '@switchboard/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, relativeTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.ts'
import { Block } from '../block.tsx'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { explainRefusal } from '../explain-refusal.ts'
import { Loaded } from '../loaded.tsx'

export const sessionsKey = ['sessions'] as const

export function SessionsBlock() {
  const { requests } = useClient()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const sessions = useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => requests.auth.sessions.list({ signal }),
    refetchInterval: 30_000, // a sign-in elsewhere is no event of the workspace
  })
  const refresh = () => queries.invalidateQueries({ queryKey: sessionsKey })
  const others = sessions.data?.filter(({ is_current }) => !is_current).length ?? 0
  return (
    <Block
      title={t('security.sessions')}
      lead={t('security.sessions_lead')}
      action={others > 0 && <Button onClick={() => setAsking(true)}>{t('security.end_others')}</Button>}
    >
      <Loaded query={sessions}>
        {(items) => (
          <ul aria-label={t('security.sessions')} className="lines rounded-lg border border-line">
            {items.map((session) => (
              <SessionRow key={session.id} session={session} onEnded={refresh} />
            ))}
          </ul>
        )}
      </Loaded>
      {sessions.data && others === 0 && <p className="text-sm text-muted">{t('security.only_here')}</p>}
      {isAsking && (
        <ConfirmDialog
          title={t('security.end_others')}
          text={t('security.end_others_lead', { count: others })}
          confirm={t('security.end')}
          onConfirm={async () => {
            await requests.auth.sessions.endOthers()
            await refresh()
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Block>
  )
}

function SessionRow({ session, onEnded }: { session: SessionView; onEnded(): Promise<void> }) {
  const { requests } = useClient()
  const { id, ip_address, created_at, last_used_at, is_current } = session
  const device = deviceName(session)
  const end = useMutation({
    mutationFn: () => requests.auth.sessions.end(id),
    onSuccess: () => {
      toast(t('security.ended', { device }))
      return onEnded()
    },
    onError: (error) => {
      toast(explainRefusal(error), { look: 'bad' })
      return onEnded()
    },
  })
  const Icon = isPhone(session) ? Smartphone : Monitor
  return (
    <li className="flex items-center gap-3 px-3.5 py-2.5">
      <Icon size={20} strokeWidth={1.7} aria-hidden="true" className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{device}</span>
          {is_current && <Badge look="good">{t('security.this_one')}</Badge>}
        </p>
        <p className="text-sm text-muted">
          <span title={dateAndTime(last_used_at)}>{lastUsed(session)}</span>
          {' · '}
          {t('security.since', { date: dateAndTime(created_at) })}
          {ip_address && (
            <>
              {' · '}
              <bdi dir="ltr">{ip_address}</bdi>
            </>
          )}
        </p>
      </div>
      {!is_current && (
        <Button
          size="sm"
          isBusy={end.isPending}
          aria-label={t('security.end_named', { device })}
          onClick={() => end.mutate()}
        >
          {t('security.end')}
        </Button>
      )}
    </li>
  )
}

/** When a session was last used is known to the hour. */
function lastUsed({ last_used_at, is_current }: SessionView): string {
  if (is_current) return t('security.used_now')
  const isLately = Date.now() - Date.parse(last_used_at) < 3_600_000
  return isLately ? t('security.used_lately') : t('security.last_used', { when: relativeTime(last_used_at) })
}

function deviceName({ browser, system }: SessionView): string {
  if (browser && system) return t('security.device', { browser, system })
  return browser ?? system ?? t('security.unknown_device')
}

const isPhone = ({ system }: SessionView) => system !== null && /iPhone|iPad|Android/.test(system)
