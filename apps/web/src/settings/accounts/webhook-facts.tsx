import type { ProviderPlatform } from '@switchboard/protocol'
import { TriangleAlert } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { useInbox } from '../../live/use-inbox.ts'
import { CopyValue } from '../copy-value.tsx'

/** As docs/platforms names them. */
const fields: Record<ProviderPlatform, string> = {
  messenger:
    'messages, messaging_postbacks, message_echoes, message_deliveries, message_reads, message_reactions, messaging_referrals, messaging_optins, messaging_handovers, standby',
  instagram:
    'messages, message_echoes, message_reactions, message_edit, messaging_postbacks, messaging_referral, messaging_seen, messaging_optins, messaging_handover, standby',
  whatsapp:
    'messages, smb_message_echoes, smb_app_state_sync, history, standby, messaging_handovers, user_preferences, account_update, account_alerts, account_review_update, message_template_status_update, phone_number_quality_update',
}

/** What has to be entered at the platform, to be copied. */
export function WebhookFacts({ platform }: { platform: ProviderPlatform }) {
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  const isPublic = location.protocol === 'https:' && !/^(localhost|127\.|\[?::1)/.test(location.hostname)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid gap-1.5">
        <p className="font-medium">{t('account_list.webhook_address')}</p>
        <CopyValue value={`${location.origin}/webhooks/${platform}`} label={t('account_list.webhook_address')} />
        {!isPublic && !isSandbox && (
          <p className="flex items-center gap-1.5 text-sm text-warn">
            <TriangleAlert size={14} aria-hidden="true" className="shrink-0" />
            {t('account_list.webhook_local')}
          </p>
        )}
      </div>
      <div className="grid gap-1.5">
        <p className="font-medium">{t('account_list.webhook_fields')}</p>
        <CopyValue value={fields[platform]} label={t('account_list.webhook_fields')} />
        <p className="text-sm text-muted">{t(`account_new.${platform}_note`)}</p>
      </div>
    </div>
  )
}
