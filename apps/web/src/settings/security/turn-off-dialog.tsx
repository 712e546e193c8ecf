import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { toast } from '../../ui/toast.ts'
import { PasswordDialog } from './password-dialog.tsx'

export function TurnOffDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  return (
    <PasswordDialog
      title={t('security.turn_off_title')}
      lead={t('security.turn_off_lead')}
      confirm={t('security.turn_off')}
      look="danger"
      onPassword={async (password) => {
        await requests.auth.twoFactor.disable({ password })
        toast(t('security.turned_off'))
        onClose()
      }}
      onClose={onClose}
    />
  )
}
