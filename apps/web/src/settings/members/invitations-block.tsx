import type { Invitation } from '@switchboard/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, Mail, UserRoundPlus } from 'lucide-react'
import { useState } from 'react'
import { dateAndTime, relativeTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.ts'
import { Block } from '../block.tsx'
import { explainRefusal } from '../explain-refusal.ts'
import { Loaded } from '../loaded.tsx'
import { useMinute } from '../use-minute.ts'
import { useRefreshOn } from '../use-refresh-on.ts'
import { InviteDialog } from './invite-dialog.tsx'

const invitationsKey = ['invitations'] as const

export function InvitationsBlock() {
  const { requests } = useClient()
  const queries = useQueryClient()
  useMinute()
  const [isInviting, setInviting] = useState(false)
  const invitations = useQuery({
    queryKey: invitationsKey,
    queryFn: async ({ signal }) => (await requests.invitations.list({ limit: 100 }, { signal })).items,
    refetchInterval: 60_000, // they expire by themselves
  })
  // Who joins is a new member, and uses up an invitation.
  useRefreshOn(['member_updated'], invitationsKey)
  const refresh = () => queries.invalidateQueries({ queryKey: invitationsKey })
  return (
    <Block
      title={t('team.invitations')}
      lead={t('team.invitations_lead')}
      action={
        <Button look="primary" onClick={() => setInviting(true)}>
          <UserRoundPlus size={16} aria-hidden="true" />
          {t('team.invite')}
        </Button>
      }
    >
      <Loaded query={invitations}>
        {(items) =>
          items.length === 0 ? (
            <p className="rounded-lg border border-dashed border-line px-4 py-5 text-center text-muted">
              {t('team.no_invitations')}
            </p>
          ) : (
            <ul aria-label={t('team.invitations')} className="lines rounded-lg border border-line">
              {items.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} onRevoked={refresh} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isInviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false)
            void refresh()
          }}
        />
      )}
    </Block>
  )
}

interface RowProps {
  invitation: Invitation
  onRevoked(): Promise<void>
}

function InvitationRow({ invitation: { id, email, role, expires_at }, onRevoked }: RowProps) {
  const { requests } = useClient()
  const name = email ?? t('team.anybody')
  const isExpired = Date.parse(expires_at) <= Date.now()
  const revoke = useMutation({
    mutationFn: () => requests.invitations.revoke(id),
    onSuccess: () => {
      if (!isExpired) toast(t('team.revoked'))
      return onRevoked()
    },
    onError: (error) => {
      toast(explainRefusal(error), { look: 'bad' })
      return onRevoked()
    },
  })
  const Icon = email ? Mail : Link2
  return (
    <li className="flex min-h-13 items-center gap-3 py-2 ps-3.5 pe-2">
      <Icon size={18} strokeWidth={1.8} aria-hidden="true" className="shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi>{name}</bdi>
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          {t(`roles.${role}`)}
          {isExpired ? (
            <Badge look="warn">{t('team.expired')}</Badge>
          ) : (
            <span title={dateAndTime(expires_at)}>· {t('team.open_until', { when: relativeTime(expires_at) })}</span>
          )}
        </p>
      </div>
      <Button
        size="sm"
        look="ghost"
        isBusy={revoke.isPending}
        aria-label={isExpired ? undefined : t('team.revoke_named', { name })}
        onClick={() => revoke.mutate()}
      >
        {t(isExpired ? 'team.forget' : 'team.revoke')}
      </Button>
    </li>
  )
}
