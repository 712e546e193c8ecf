import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { toast } from '../../ui/toast.ts'
import { PasswordStep } from './password-step.tsx'

export function TurnOffDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  return (
    <Dialog title={t('security.turn_off_title')} description={t('security.turn_off_lead')} onClose={onClose}>
      <PasswordStep
        confirm={t('security.turn_off')}
        look="danger"
        onCancel={onClose}
        onPassword={async (password) => {
          await requests.auth.twoFactor.disable({ password })
          toast(t('security.turned_off'))
          onClose()
        }}
      />
    </Dialog>
  )
}
