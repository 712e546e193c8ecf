import type { InboundEventState, InboundEventView } from '@switchboard/protocol'
import { CircleAlert, CircleCheck, CircleHelp, CircleMinus, CircleX, Clock, type LucideIcon } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { useInbox } from '../../live/use-inbox.ts'
import { Badge } from '../../ui/badge.tsx'

const faces: Record<
  InboundEventState,
  { icon: LucideIcon; look: 'plain' | 'good' | 'warn' | 'bad' | 'accent'; color: string }
> = {
  pending: { icon: Clock, look: 'accent', color: 'text-accent-text' },
  processed: { icon: CircleCheck, look: 'good', color: 'text-good' },
  ignored: { icon: CircleMinus, look: 'plain', color: 'text-muted' },
  unrecognised: { icon: CircleHelp, look: 'warn', color: 'text-warn' },
  failed: { icon: CircleX, look: 'bad', color: 'text-bad' },
}

export function StateBadge({ state }: { state: InboundEventState }) {
  const { icon: Icon, look } = faces[state] ?? { icon: CircleAlert, look: 'plain' }
  return (
    <Badge look={look}>
      <Icon size={12} strokeWidth={2.2} aria-hidden="true" />
      {t(`inbound.${state}`)}
    </Badge>
  )
}

export function StateIcon({ state }: { state: InboundEventState }) {
  const { icon: Icon, color } = faces[state]
  return <Icon size={18} strokeWidth={2} role="img" aria-label={t(`inbound.${state}`)} className={color} />
}

/** The account by its name, where it is one of ours. */
export function useAccountName({ account_id, account_external_id }: InboundEventView): string {
  const name = useInbox((state) => (account_id ? state.accounts.get(account_id)?.name : undefined))
  if (name) return name
  return account_external_id ? t('inbound.unknown_account', { id: account_external_id }) : t('inbound.no_account')
}
