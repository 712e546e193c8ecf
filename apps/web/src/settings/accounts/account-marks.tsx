import type { AccountView } from '@switchboard/protocol'
import { CircleCheck, FlaskConical, TriangleAlert, Unplug } from 'lucide-react'
import { type PlainKey, t } from '../../i18n/t.ts'
import { useInbox } from '../../live/use-inbox.ts'
import { Badge } from '../../ui/badge.tsx'

const faces = {
  connected: { look: 'good', icon: CircleCheck },
  attention: { look: 'warn', icon: TriangleAlert },
  disconnected: { look: 'bad', icon: Unplug },
} as const

export function StatusBadge({ status }: { status: AccountView['status'] }) {
  const { look, icon: Icon } = faces[status]
  return (
    <Badge look={look}>
      <Icon size={12} strokeWidth={2.2} aria-hidden="true" />
      {t(`account_list.${status}`)}
    </Badge>
  )
}

/** In a sandbox every account lives on the emulated platforms, and should not be taken for a real one. */
export function EmulatedBadge() {
  if (!useInbox((state) => state.workspace.is_sandbox)) return null
  return (
    <Badge look="accent">
      <FlaskConical size={12} aria-hidden="true" />
      {t('account_list.emulated')}
    </Badge>
  )
}

const known: ReadonlySet<string> = new Set([
  'credentials_rejected',
  'credentials_unusable',
  'partner_removed',
  'account_deleted',
  'account_offboarded',
  'disabled_update',
  'account_violation',
  'account_restriction',
  'partner_app_uninstalled',
  'account_alert',
  'account_review',
  'phone_number_quality',
  'policy_enforcement',
])

/** In words where we have some, else as the platform calls it. */
export function reasonText(reason: string): string {
  return known.has(reason) ? t(`account_reasons.${reason}` as PlainKey) : reason
}
